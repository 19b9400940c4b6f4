// Who works with the stand-in server: somebody with all roles, so that every page can be looked at.
const RIGHTS = ["own", "meta", "overview", "alerts", "alerts.confidential", "cases", "reports", "rules", "checkup", "intake", "intake.change", "calendar", "notices.propose", "notices.decide", "people", "people.names"];

export const ME = {
  name: "demo",
  display_name: "演示",
  roles: [{ code: "supervisor", title: { zh: "监察员", en: "Supervisor" } }],
  rights: RIGHTS.map((right) => ({ right, reach: "all" })),
  scope: { regions: [], departments: [], windows: [] },
  must_change_password: false,
  idle_minutes: 30,
};

export const PEOPLE = { on: "2025-06-30", people: [], units: [] };
