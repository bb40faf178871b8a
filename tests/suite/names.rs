//! The names of operators, queues and departments (`phasebook guide figures`): records of the dump come
//! first, then the latest spelling, where a full name of any time goes before a user name.

use serde_json::{Value, json};

use crate::harness::scenario::Scenario;
use crate::harness::world::World;

/// The name of operator 11 and of queue 1 in the tables, of a dump with these files.
fn names(files: &[(&str, Value)]) -> (String, String) {
    let mut world = World::new();
    for (path, content) in files {
        world = world.with(path, content.to_string());
    }
    let run = world.facts(&[]);
    let of = |table: &str, id_column: &str, id: &str, column: &str| {
        let table = run.table(table);
        let rows = table.rows_with(id_column, id);
        rows.first()
            .map(|&row| table.cell(row, column).to_owned())
            .unwrap_or_default()
    };
    (
        of("session_operators", "user_id", "11", "operator"),
        of("queue_visits", "queue_id", "1", "queue"),
    )
}

#[track_caller]
fn check_operator(name: &str, files: &[(&str, Value)]) {
    assert_eq!(names(files).0, name);
}

#[track_caller]
fn check_queue(name: &str, files: &[(&str, Value)]) {
    assert_eq!(names(files).1, name);
}

/// A session whose only operator has this spelling.
fn operator(spelling: &Value) -> Scenario {
    let mut stint = json!({"userId": 11});
    for (property, value) in spelling.as_object().expect("properties of a person") {
        stint[property] = value.clone();
    }
    Scenario::new().field("operators", json!([stint]))
}

/// A session that an operator of this last name accepted after this many seconds.
fn accepted_as(last_name: &str, at: i32) -> Scenario {
    let with = [(
        "operator",
        json!({"userId": 11, "firstName": "Jana", "lastName": last_name}),
    )];
    Scenario::new().event("AcceptedByOperator", at, &with)
}

/// A session that waits in queue 1, under this name, from this time on.
fn queued_as(name: &Value, at: i32) -> Scenario {
    Scenario::new().event(
        "EnteredGroupQueue",
        at,
        &[("group", json!({"id": 1, "name": name}))],
    )
}

#[test]
fn an_operator_is_called_by_first_and_last_name_else_by_the_user_name_else_by_the_id() {
    for (name, spelling) in [
        (
            "Jana Nováková",
            json!({"firstName": "Jana", "lastName": "Nováková", "userName": "jn"}),
        ),
        ("Jana", json!({"firstName": "Jana", "userName": "jn"})),
        (
            "Nováková",
            json!({"firstName": "", "lastName": "Nováková", "userName": "jn"}),
        ),
        (
            "jn",
            json!({"firstName": " ", "lastName": null, "userName": "jn"}),
        ),
        (
            "#11",
            json!({"firstName": "", "lastName": "\t", "userName": "  "}),
        ),
        ("#11", json!({})),
        // Each part of a name is trimmed of Unicode white space.
        (
            "Jana Nováková",
            json!({"firstName": "\u{a0}Jana\u{2003}", "lastName": "\u{3000}Nováková\n"}),
        ),
        ("jn", json!({"userName": "\u{85}jn "})),
        (
            "Jana Maria Nováková",
            json!({"firstName": "Jana Maria", "lastName": "Nováková"}),
        ),
    ] {
        check_operator(name, &[("a.json", operator(&spelling).session())]);
    }
}

#[test]
fn a_user_record_has_the_say_over_every_spelling() {
    let session = accepted_as("Zelená", 5).embedded();
    let record = |spelling: Value| ("users.json", spelling);
    for (name, user) in [
        (
            "Jana Bílá",
            json!([{"id": 11, "firstName": "Jana", "lastName": "Bílá", "username": "jn"}]),
        ),
        ("jn", json!({"id": 11, "username": "jn"})),
        (
            "Jana Bílá",
            json!({"Id": 11, "FirstName": "Jana", "LastName": "Bílá", "Email": "x"}),
        ),
        // A record of another user, or a record without a name, changes nothing.
        (
            "Jana Zelená",
            json!({"id": 12, "firstName": "Petr", "username": "ps"}),
        ),
        ("Jana Zelená", json!({"id": 11, "username": " "})),
    ] {
        check_operator(name, &[("a.json", session.clone()), record(user)]);
    }
}

#[test]
fn of_several_records_the_last_in_path_order_counts() {
    let user = |last: &str| json!({"id": 11, "firstName": "Jana", "lastName": last, "email": "x"});
    let group = |name: &str| json!({"id": 1, "name": name, "type": "NORMAL"});
    let session = accepted_as("Zelená", 5).embedded();
    check_operator(
        "Jana Bílá",
        &[
            ("b.json", user("Bílá")),
            ("a.json", user("Černá")),
            ("c.json", session.clone()),
        ],
    );
    check_operator(
        "Jana Bílá",
        &[
            ("a.json", json!([user("Černá"), user("Bílá")])),
            ("c.json", session),
        ],
    );
    check_queue(
        "Nová",
        &[
            ("a/x.json", group("Stará")),
            ("b.json", group("Nová")),
            ("c.json", queued_as(&json!("?"), 1).embedded()),
        ],
    );
}

#[test]
fn the_latest_of_several_spellings_counts() {
    check_operator(
        "Jana Bílá",
        &[
            ("a.json", accepted_as("Bílá", 9).embedded()),
            ("b.json", accepted_as("Černá", 5).id(2).embedded()),
        ],
    );
    check_operator(
        "Jana Bílá",
        &[
            ("a.json", accepted_as("Černá", 5).embedded()),
            ("b.json", accepted_as("Bílá", 9).id(2).embedded()),
        ],
    );
    // If spellings have the same timestamp, the greater in byte order wins.
    check_operator(
        "Jana Černá",
        &[
            ("a.json", accepted_as("Černá", 5).embedded()),
            ("b.json", accepted_as("Bílá", 5).id(2).embedded()),
        ],
    );
    check_queue(
        "Nová",
        &[
            ("a.json", queued_as(&json!("Nová"), 9).embedded()),
            ("b.json", queued_as(&json!("Stará"), 5).id(2).embedded()),
        ],
    );
}

#[test]
fn a_stints_name_is_dated_by_its_joining_else_by_the_creation() {
    let joined = |last: &str, at: &str| {
        operator(&json!({"firstName": "Jana", "lastName": last, "joined": at})).session()
    };
    let created = |last: &str, at: &str| {
        Scenario::created_at(at)
            .id(2)
            .field(
                "operators",
                json!([{"userId": 11, "firstName": "Jana", "lastName": last}]),
            )
            .session()
    };
    let (early, late) = ("2026-10-05T10:00:00Z", "2026-10-05T11:00:00Z");
    check_operator(
        "Jana Bílá",
        &[
            ("a.json", joined("Bílá", late)),
            ("b.json", created("Černá", early)),
        ],
    );
    check_operator(
        "Jana Černá",
        &[
            ("a.json", joined("Bílá", early)),
            ("b.json", created("Černá", late)),
        ],
    );
}

#[test]
fn a_full_name_of_any_time_comes_before_a_user_name() {
    let later = Scenario::created_at("2026-12-24T10:00:00Z")
        .id(2)
        .field("operators", json!([{"userId": 11, "userName": "jn"}]));
    check_operator(
        "Jana Bílá",
        &[
            ("a.json", accepted_as("Bílá", 5).embedded()),
            ("b.json", later.session()),
        ],
    );
}

#[test]
fn only_kept_sessions_and_joined_histories_have_a_say() {
    let kept = accepted_as("Bílá", 5).ended(60);
    let superseded = Scenario::new().field(
        "operators",
        json!([{"userId": 11, "firstName": "Jana", "lastName": "Černá", "joined": "2026-10-05T10:00:30+02:00"}]),
    );
    check_operator(
        "Jana Bílá",
        &[
            ("a.json", kept.embedded()),
            ("b.json", superseded.session()),
        ],
    );
    let orphan = accepted_as("Černá", 50).id(77);
    check_operator(
        "Jana Bílá",
        &[("a.json", kept.embedded()), ("b.json", orphan.wrapped())],
    );
}

#[test]
fn who_forwards_is_named_too() {
    let by = json!({"userId": 11, "firstName": "Jana", "lastName": "Nováková"});
    let forwarded = Scenario::new().event("ForwardedToPhone", 5, &[("forwardedByOperator", by)]);
    check_operator("Jana Nováková", &[("a.json", forwarded.embedded())]);
}

#[test]
fn a_queue_is_called_by_its_record_else_by_its_latest_name_else_by_its_id() {
    check_queue(
        "Podpora",
        &[("a.json", queued_as(&json!(" Podpora\u{a0}"), 1).embedded())],
    );
    check_queue("#1", &[("a.json", queued_as(&json!(" "), 1).embedded())]);
    check_queue("#1", &[("a.json", queued_as(&json!(null), 1).embedded())]);
    let record = json!({"id": 1, "name": "Infolinka", "type": "NORMAL"});
    check_queue(
        "Infolinka",
        &[
            ("a.json", queued_as(&json!("Podpora"), 1).embedded()),
            ("g.json", record),
        ],
    );
}

#[test]
fn a_department_is_called_by_its_record_else_by_its_id() {
    let session = Scenario::new().field("departmentId", 5).session();
    for (name, record) in [
        ("Péče", json!({"id": 5, "name": " Péče "})),
        ("#5", json!({"id": 6, "name": "Jiné"})),
        // A group with the same number is not a user.
        ("#5", json!({"id": 5, "name": "Podpora", "type": "NORMAL"})),
    ] {
        let run = World::new()
            .with("a.json", session.to_string())
            .with("d.json", record.to_string())
            .facts(&[]);
        assert_eq!(
            run.table("sessions").cell(0, "department"),
            name,
            "{record}"
        );
    }
}
