/** Addresses: what is open stands in the address, so that back works and a link can be sent. */
import { ref } from "vue";
import { createRouter, createWebHistory } from "vue-router";
import OverviewPage from "./pages/overview/OverviewPage.vue";

const pages = {
  alerts: () => import("./pages/alerts/AlertsPage.vue"),
  cases: () => import("./pages/cases/CasesPage.vue"),
  whole: () => import("./pages/cases/CasePage.vue"),
  rules: () => import("./pages/rules/RulesPage.vue"),
  reports: () => import("./pages/reports/ReportsPage.vue"),
  import: () => import("./pages/import/ImportPage.vue"),
  checkup: () => import("./pages/checkup/CheckupPage.vue"),
  sources: () => import("./pages/sources/SourcesPage.vue"),
  quarantine: () => import("./pages/quarantine/QuarantinePage.vue"),
  proposals: () => import("./pages/proposals/ProposalsPage.vue"),
  people: () => import("./pages/people/PeoplePage.vue"),
  accounts: () => import("./pages/accounts/AccountsPage.vue"),
  logs: () => import("./pages/logs/LogsPage.vue"),
  missing: () => import("./pages/missing/MissingPage.vue"),
};

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", name: "overview", component: OverviewPage },
    { path: "/alerts/:no?", name: "alerts", component: pages.alerts },
    { path: "/cases", name: "cases", component: pages.cases },
    { path: "/cases/:centre/:caseNo", name: "case", component: pages.cases },
    { path: "/case/:centre/:caseNo", name: "whole", component: pages.whole },
    { path: "/rules/:code?", name: "rules", component: pages.rules },
    { path: "/reports/:name?", name: "reports", component: pages.reports },
    { path: "/import/:upload?", name: "import", component: pages.import },
    { path: "/checkup", name: "checkup", component: pages.checkup },
    { path: "/sources", name: "sources", component: pages.sources },
    { path: "/quarantine/:id?", name: "quarantine", component: pages.quarantine },
    { path: "/proposals/:number?", name: "proposals", component: pages.proposals },
    { path: "/people", name: "people", component: pages.people },
    { path: "/accounts", name: "accounts", component: pages.accounts },
    { path: "/logs", name: "logs", component: pages.logs },
    { path: "/:rest(.*)", name: "missing", component: pages.missing },
  ],
  scrollBehavior: (to, from, saved) => (to.name === from.name || (to.name === "case" && from.name === "cases") ? false : (saved ?? { top: 0 })),
});

/** Address of a page whose script could not be loaded: the line is cut, or the server was renewed meanwhile. */
export const unopened = ref<string>();
router.onError((_, to) => (unopened.value = to.fullPath));
router.afterEach(() => (unopened.value = undefined));

/** Loads the other pages' scripts once the first screen stands, so that a page opens at once and also while the line is cut. */
export function fetchPages(): void {
  setTimeout(() => {
    for (const page of Object.values(pages)) page().catch(() => undefined);
  }, 3000);
}
