//! SQL over a snapshot: what it answers, what it refuses, how it is written.

use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::calendar::CalendarBook;
use crate::facts::others::{self, EventRow, Reading};
use crate::facts::store::{FactStore, Update};
use crate::facts::testing::{case_no, chunk, event, now, world};
use crate::sym::Sym;
use crate::time::Zone;

fn store() -> FactStore {
    let store = FactStore::new();
    let pairs: Vec<(u64, u64)> = (0..120).map(|number| (number, number % 12)).collect();
    store.apply(Update::new(7, now()).chunk(chunk(&pairs))).expect("fits");
    // Case 3 changes its variant, case 5 goes.
    let mut update = Update::new(8, now()).chunk(chunk(&[(3, 1)])).remove(Sym::new("wanshan"), &case_no(5));
    for table in others::from_world(&world(), now()).expect("fits") {
        update = update.table(table);
    }
    store.apply(update).expect("fits");
    store
}

fn clocks() -> Clocks {
    let china = (*CalendarBook::china().as_known(now())).clone();
    let weekdays = (*CalendarBook::new("weekdays").as_known(now())).clone();
    let wall = Zone::named("wall").expect("known");
    Clocks::new([(Sym::new("boston"), wall, weekdays), (Sym::new("wanshan"), Zone::china(), china)])
}

fn session(limits: Limits) -> Session {
    Session::new(store().snapshot(), clocks(), limits, None).expect("set up")
}

async fn csv(session: &Session, sql: &str) -> String {
    written(session, sql, Format::Csv).await
}

async fn written(session: &Session, sql: &str, format: Format) -> String {
    let mut out = Vec::new();
    session.run(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}")).write(format, &mut out).expect("written");
    String::from_utf8(out).expect("text")
}

#[tokio::test]
async fn sql_reads_the_live_rows_of_all_relations() {
    let session = session(Limits { threads: Some(2), ..Limits::default() });
    let three = case_no(3);
    for (sql, expected) in [
        ("SELECT count(*) AS n FROM \"case\"", "n\n119\n"),
        ("SELECT count(*) AS n FROM \"case\" WHERE case_no = 'C000005'", "n\n0\n"),
        (
            "SELECT special_count AS s, array_length(links) AS l FROM \"case\" WHERE case_no = 'C000003' AND centre = 'wanshan'",
            "s,l\n1,1\n",
        ),
        ("SELECT count(*) AS n FROM link WHERE case_no = 'C000003'", "n\n1\n"),
        ("SELECT link_name, link_state FROM link WHERE case_no = 'C000003' ORDER BY link_seq", "link_name,link_state\n环节0,2\n"),
        (
            "SELECT c.case_no, l.link_seq FROM \"case\" c JOIN link l ON l.case_no = c.case_no WHERE c.case_no = 'C000002' ORDER BY 2",
            "case_no,link_seq\nC000002,1\nC000002,2\n",
        ),
        (
            "SELECT attributes['ward'] AS w, attributes['open'] AS o, attributes['none'] AS x FROM \"case\" WHERE case_no = 'C000004'",
            "w,o,x\nC000004/submitted,true,\n",
        ),
        ("SELECT DISTINCT centre, dept_code FROM \"case\"", "centre,dept_code\nwanshan,D01\n"),
        ("SELECT is_workday FROM calendar_day WHERE date = DATE '2025-01-26'", "is_workday\ntrue\n"),
        ("SELECT count(*) AS n FROM alert", "n\n0\n"),
        ("SELECT received_at, urgent FROM \"case\" WHERE case_no = 'C000000'", "received_at,urgent\n2025-01-06T02:00:00Z,true\n"),
        ("SELECT fee_no, amount_fen FROM fee WHERE case_no = 'C000004'", "fee_no,amount_fen\nF1,400\n"),
    ] {
        assert_eq!(csv(&session, sql).await, expected, "{sql}");
    }
    assert_eq!(session.run("SELECT 1").await.expect("runs").position, 8);
    assert!(csv(&session, &format!("SELECT links FROM \"case\" WHERE case_no = '{three}'")).await.contains("环节0"));
}

#[tokio::test]
async fn a_case_number_is_looked_up_not_searched() {
    let session = session(Limits { threads: Some(2), ..Limits::default() });
    for relation in ["\"case\"", "link"] {
        let plan = csv(&session, &format!("EXPLAIN SELECT * FROM {relation} WHERE case_no = 'C000003'")).await;
        assert!(plan.contains("pieces=1,"), "{plan}");
    }
}

#[tokio::test]
async fn functions_know_zone_and_calendar_of_a_centre() {
    let session = session(Limits::default());
    for (sql, expected) in [
        ("SELECT count_wd(DATE '2025-01-24', DATE '2025-02-07') AS n", "n\n5\n"),
        ("SELECT count_wd(DATE '2025-01-24', DATE '2025-02-07', 'boston') AS n", "n\n10\n"),
        ("SELECT due(DATE '2025-01-24', 5) AS d", "d\n2025-02-07\n"),
        ("SELECT due('2025-01-24', 0) AS d", "d\n2025-01-24\n"),
        ("SELECT local_day(TIMESTAMP '2025-01-05T16:00:00Z') AS d", "d\n2025-01-06\n"),
        ("SELECT local_day(TIMESTAMP '2025-01-05T16:00:00Z', 'boston') AS d", "d\n2025-01-05\n"),
        ("SELECT local_midnight(DATE '2025-01-06') AS t", "t\n2025-01-05T16:00:00Z\n"),
        (
            "SELECT now() AS t, current_timestamp AS u, current_date AS d, today() AS e",
            "t,u,d,e\n2025-06-30T10:00:00Z,2025-06-30T10:00:00Z,2025-06-30,2025-06-30\n",
        ),
        ("SELECT local_day(CAST(NULL AS TIMESTAMP)) AS d", "d\n\"\"\n"),
        (
            "SELECT local_day(received_at, centre) AS d, count_wd(local_day(received_at), local_day(accepted_at)) AS n FROM \"case\" WHERE case_no = 'C000000'",
            "d,n\n2025-01-06,0\n",
        ),
    ] {
        assert_eq!(csv(&session, sql).await, expected, "{sql}");
    }
    for (sql, part) in [
        ("SELECT count_wd(received_at, accepted_at) FROM \"case\"", "local_day"),
        ("SELECT local_day(DATE '2025-01-06')", "local_midnight"),
        ("SELECT due(DATE '2025-01-06')", "due(date, int"),
        ("SELECT random()", "random"),
        ("SELECT local_day(received_at, 'nowhere') FROM \"case\"", "no centre called nowhere"),
    ] {
        let error = session.run(sql).await.expect_err(sql).to_string();
        assert!(error.contains(part), "{sql}: {error}");
    }
}

#[tokio::test]
async fn whatever_does_more_than_read_is_refused() {
    let session = session(Limits::default());
    for sql in [
        "DROP TABLE \"case\"",
        "DELETE FROM \"case\"",
        "INSERT INTO link VALUES (1)",
        "UPDATE \"case\" SET state = 'x'",
        "CREATE TABLE t AS SELECT 1",
        "CREATE VIEW v AS SELECT 1",
        "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'",
        "COPY (SELECT 1) TO 'x.csv'",
        "COPY \"case\" TO 's3://bucket/x'",
        "SET datafusion.execution.batch_size = 1",
        "RESET datafusion.execution.batch_size",
        "SHOW ALL",
        "EXPLAIN INSERT INTO link SELECT * FROM link",
        "EXPLAIN DROP TABLE link",
        "PREPARE p AS SELECT 1",
        "BEGIN",
    ] {
        let error = session.run(sql).await.expect_err(sql);
        assert!(
            matches!(error, QueryError::NotReadOnly { .. } | QueryError::Syntax { .. } | QueryError::UnknownRelation { .. }),
            "{sql}: {error:?}"
        );
    }
    for sql in [
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM \"/etc/passwd\"",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM generate_series(1, 10)",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM \"case\" WHERE case_no IN (SELECT a FROM 'x.parquet')",
    ] {
        assert!(session.run(sql).await.is_err(), "{sql}");
    }
    assert!(matches!(session.run("SELECT 1; SELECT 2").await, Err(QueryError::Syntax { .. })));
    assert!(matches!(session.run("").await, Err(QueryError::Syntax { .. })));
    assert_eq!(csv(&session, "SELECT count(*) AS n FROM \"case\"").await, "n\n119\n");
}

#[tokio::test]
async fn a_wrong_name_is_answered_with_the_nearest_right_one() {
    let session = session(Limits::default());
    for (sql, part) in [
        ("SELECT recieved_at FROM \"case\"", "did you mean received_at?"),
        ("SELECT c.stat FROM \"case\" c", "did you mean state?"),
        ("SELECT * FROM links", "did you mean link?"),
        ("SELECT * FROM raiting", "did you mean rating?"),
        ("DESCRIBE alerts", "did you mean alert?"),
        ("SELECT state FROM", "cannot be read"),
        ("SELECT zzzzzzzzzz FROM link", "DESCRIBE shows"),
    ] {
        let error = session.run(sql).await.map(|answer| answer.rows()).expect_err(sql).to_string();
        assert!(error.contains(part), "{sql}: {error}");
    }
}

#[tokio::test]
async fn too_many_rows_are_refused_and_never_cut() {
    let session = session(Limits { rows: Some(100), ..Limits::default() });
    assert!(matches!(session.run("SELECT case_no FROM \"case\"").await, Err(QueryError::TooManyRows { limit: 100 })));
    assert_eq!(session.run("SELECT case_no FROM \"case\" LIMIT 100").await.expect("fits").rows(), 100);
    assert!(session.run("EXPLAIN SELECT case_no FROM \"case\"").await.is_ok());
}

#[tokio::test]
async fn a_query_that_needs_too_much_memory_is_stopped() {
    let session = session(Limits { memory: Some(10_000), threads: Some(1), ..Limits::default() });
    let result = session.run("SELECT a.case_no, b.case_no FROM \"case\" a, \"case\" b ORDER BY a.case_no || b.case_no").await;
    assert!(matches!(result, Err(QueryError::TooLarge { .. })), "{result:?}");
}

#[tokio::test]
async fn a_relation_describes_itself() {
    let session = session(Limits::default());
    let text = csv(&session, "DESCRIBE link").await;
    assert!(text.starts_with("name,type,key,changes,zh,doc\ncentre,code,false,events,中心,Centre.\n"), "{text}");
    assert!(text.contains("\nused_wd,int,false,midnight,已用工作日,"), "{text}");
    assert_eq!(csv(&session, "DESCRIBE \"case\"").await, csv(&session, "SHOW COLUMNS FROM \"case\"").await);
    let columns = describe("case").expect("there");
    assert!(columns.iter().any(|column| column.name == "links" && column.ty == "list of link"));
    assert!(columns.iter().any(|column| column.name == "case_no" && column.is_key));
    assert!(describe("nothing").is_none());
    let relations = csv(&session, "SHOW TABLES").await;
    assert!(relations.contains("\ncase,办件,119,") || relations.starts_with("name,zh,rows,doc\ncase,办件,119,"), "{relations}");
}

#[tokio::test]
async fn every_relation_can_be_asked_for() {
    let session = session(Limits::default());
    for relation in relations() {
        let answer =
            session.run(&format!("SELECT * FROM \"{}\"", relation.name)).await.unwrap_or_else(|error| panic!("{}: {error}", relation.name));
        let names: Vec<&str> = answer.schema.fields().iter().map(|field| field.name().as_str()).collect();
        let expected: Vec<&str> = relation.columns.iter().map(|column| column.name).collect();
        assert_eq!(names, expected, "{}", relation.name);
    }
}

#[tokio::test]
async fn duties_are_what_the_other_relations_hold_due() {
    let session = session(Limits::default());
    let duties = csv(&session, "SELECT kind, count(*) AS n FROM duty GROUP BY kind ORDER BY kind").await;
    let cases = csv(&session, "SELECT count(*) AS n FROM \"case\" WHERE promised_due_at IS NOT NULL AND clock_start_at IS NOT NULL").await;
    let notices = csv(&session, "SELECT count(*) AS n FROM supplement WHERE reply_due_at IS NOT NULL").await;
    let count = |text: &str| text.lines().nth(1).expect("a row").to_owned();
    assert_eq!(duties, format!("kind,n\ncase,{}\nsupplement,{}\n", count(&cases), count(&notices)));
}

#[tokio::test]
async fn answers_are_written_in_every_format() {
    let session = session(Limits::default());
    let sql = "SELECT case_no, item_name, urgent, received_at, local_day(received_at) AS day, fee_amount_fen AS fee, applicant_key FROM \"case\" \
               WHERE case_no IN ('C000001', 'C000007') ORDER BY case_no";
    assert_eq!(
        written(&session, sql, Format::Table).await,
        "case_no  item_name  urgent  received_at                  day         fee  applicant_key\n\
         ──────────────────────────────────────────────────────────────────────────────────────────────────────────\n\
         C000001  事项1      false   2025-01-07T03:00:00.000001Z  2025-01-07  100  00000010000000000000000000000001\n\
         C000007  事项7      false   2025-01-13T04:00:00.000001Z  2025-01-13  700  00000070000000000000000000000007\n\
         (2 rows)\n"
    );
    let json: Value = serde_json::from_str(&written(&session, sql, Format::Json).await).expect("JSON");
    assert_eq!(json["position"], 8);
    assert_eq!(json["rows"][0]["fee"], 100);
    assert_eq!(json["rows"][1]["urgent"], false);
    assert_eq!(json["rows"][1]["day"], "2025-01-13");
    assert_eq!(json["columns"][1], "item_name");
    let twice: Value = serde_json::from_str(
        &written(&session, "SELECT a.state, b.state FROM \"case\" a JOIN \"case\" b ON a.case_no = b.case_no LIMIT 1", Format::Json).await,
    )
    .expect("JSON");
    assert_eq!(twice["columns"], json!(["state", "state_2"]));
    let nested: Value =
        serde_json::from_str(&written(&session, "SELECT links, attributes FROM \"case\" WHERE case_no = 'C000001'", Format::Json).await)
            .expect("JSON");
    assert_eq!(nested["rows"][0]["links"][0]["link_seq"], 1);
    assert_eq!(nested["rows"][0]["attributes"]["open"], "true");
    let empty: Value =
        serde_json::from_str(&written(&session, "SELECT * FROM \"case\" WHERE case_no = 'none'", Format::Json).await).expect("JSON");
    assert_eq!(empty["rows"], json!([]));
    let mut file = Vec::new();
    session.run("SELECT * FROM \"case\"").await.expect("runs").write(Format::Parquet, &mut file).expect("written");
    assert_eq!((&file[..4], &file[file.len() - 4..]), (&b"PAR1"[..], &b"PAR1"[..]));
    assert_eq!(written(&session, "SELECT 'a,b' AS x, 'c\"d' AS y, NULL AS z", Format::Csv).await, "x,y,z\n\"a,b\",\"c\"\"d\",\n");
}

struct Ledger(Vec<EventRow>);

impl EventSource for Ledger {
    fn read(&self, after: i64, limit: usize) -> Reading<'_> {
        let rows = self.0.iter().filter(|row| row.position > after).take(limit).cloned().collect();
        Box::pin(async move { Ok(rows) })
    }

    fn shows(&self, row: &EventRow) -> bool {
        row.position != 3
    }
}

#[tokio::test]
async fn events_are_read_up_to_the_snapshots_position() {
    let body = |id: &str| {
        let event = event(id, "archived", Some("C1"), now(), json!({}));
        json!({ "id": id, "source": "test", "type": event.kind.name(), "centre": "wanshan", "case_no": "C1", "occurred_at": crate::time::format_utc(now()) })
    };
    let rows = (1..=12).map(|position| EventRow {
        position,
        recorded_at: now(),
        is_counted: position % 2 == 0,
        usual_lag_hours: None,
        body: body(&format!("e{position}")).to_string().into(),
    });
    let source: Arc<dyn EventSource> = Arc::new(Ledger(rows.collect()));
    let session = Session::new(store().snapshot(), clocks(), Limits::default(), Some(source)).expect("set up");
    assert_eq!(csv(&session, "SELECT count(*) AS n, max(position) AS p FROM event").await, "n,p\n7,8\n");
    assert_eq!(csv(&session, "SELECT id FROM event WHERE is_counted ORDER BY position LIMIT 2").await, "id\ne2\ne4\n");
}
