//! The company of every dump: a made-up Czech seller of services with its departments, queues,
//! operators and campaigns. It is the same for every seed, so that dumps can be compared. Names are
//! drawn from lists of common names and refer to no real person.

use super::clock::Timestamp;
use super::enumerations::{CAMPAIGN_MODE, CHANNEL, GROUP_TYPE};
use super::json::Json;
use super::rng::Rng;
use super::style::Style;

const DEPARTMENTS: [&str; 4] = [
    "Zákaznická péče",
    "Technická podpora",
    "Prodej",
    "Pohledávky",
];

/// Name, department, and the queue that takes over when no operator is free.
const QUEUES: [(&str, usize, usize); 12] = [
    ("Infolinka", 0, 1),
    ("Reklamace", 0, 0),
    ("Faktury a platby", 0, 9),
    ("Doprava a doručení", 0, 1),
    ("Slovenská linka (SK)", 0, 0),
    ("Technická podpora", 1, 6),
    ("Nastavení služeb", 1, 5),
    ("Noční linka", 1, 5),
    ("Prodej tarifů", 2, 9),
    ("Věrnostní program „Plus“", 2, 8),
    ("Firemní zákazníci", 2, 8),
    ("Pohledávky a splátky", 3, 2),
];

/// Name, mode, department, and the queue of its calls.
const CAMPAIGNS: [(&str, &str, usize, usize); 4] = [
    ("Obnova smluv", "Preview", 2, 9),
    ("Průzkum spokojenosti", "Predictive", 0, 0),
    ("Upomínky splátek", "Automated", 3, 11),
    ("Nabídka \"Optika 2026\"", "Preview", 2, 8),
];

const MEN: [&str; 15] = [
    "Jan",
    "Petr",
    "Tomáš",
    "Martin",
    "Ondřej",
    "Jiří",
    "Lukáš",
    "Václav",
    "Štěpán",
    "Šimon",
    "Řehoř",
    "Zdeněk",
    "Čeněk",
    "Oldřich",
    "Matěj",
];
const WOMEN: [&str; 15] = [
    "Jana",
    "Eva",
    "Tereza",
    "Markéta",
    "Lenka",
    "Kateřina",
    "Žaneta",
    "Zdeňka",
    "Šárka",
    "Růžena",
    "Eliška",
    "Alžběta",
    "Květa",
    "Dana",
    "Anežka",
];
const SURNAMES: [(&str, &str); 20] = [
    ("Novák", "Nováková"),
    ("Svoboda", "Svobodová"),
    ("Dvořák", "Dvořáková"),
    ("Černý", "Černá"),
    ("Procházka", "Procházková"),
    ("Kučera", "Kučerová"),
    ("Veselý", "Veselá"),
    ("Horák", "Horáková"),
    ("Němec", "Němcová"),
    ("Pokorný", "Pokorná"),
    ("Růžička", "Růžičková"),
    ("Fiala", "Fialová"),
    ("Sedláček", "Sedláčková"),
    ("Zeman", "Zemanová"),
    ("Kolář", "Kolářová"),
    ("Čermák", "Čermáková"),
    ("Vaněk", "Vaňková"),
    ("Blažek", "Blažková"),
    ("Šťastný", "Šťastná"),
    ("Ďurica", "Ďuricová"),
];

const OPERATORS: usize = 60;

pub(super) struct Company {
    pub(super) departments: Vec<Department>,
    pub(super) queues: Vec<Queue>,
    pub(super) operators: Vec<Operator>,
    pub(super) campaigns: Vec<Campaign>,
}

pub(super) struct Department {
    pub(super) id: i64,
    name: &'static str,
}

pub(super) struct Queue {
    pub(super) id: i64,
    pub(super) name: &'static str,
    pub(super) department: usize,
    /// The queue that takes over when nobody answers.
    pub(super) overflow: usize,
    /// The queue's operators by index.
    pub(super) members: Vec<usize>,
}

pub(super) struct Operator {
    pub(super) id: i64,
    pub(super) user_name: String,
    pub(super) first_name: &'static str,
    pub(super) last_name: &'static str,
}

pub(super) struct Campaign {
    pub(super) id: i64,
    pub(super) name: &'static str,
    mode: &'static str,
    pub(super) department: usize,
    pub(super) queue: usize,
}

impl Company {
    pub(super) fn new() -> Self {
        let operators: Vec<Operator> = (0..)
            .zip(0..OPERATORS)
            .map(|(number, place)| operator(number, place))
            .collect();
        let queues = (0..)
            .zip(QUEUES.iter().enumerate())
            .map(|(number, (place, queue))| Queue {
                id: 201 + 3 * number,
                name: queue.0,
                department: queue.1,
                overflow: queue.2,
                members: (0..OPERATORS)
                    .filter(|operator| serves(*operator, place))
                    .collect(),
            });
        let campaigns = (71..)
            .zip(&CAMPAIGNS)
            .map(|(id, &(name, mode, department, queue))| Campaign {
                id,
                name,
                mode,
                department,
                queue,
            });
        Self {
            departments: (11..)
                .zip(DEPARTMENTS)
                .map(|(id, name)| Department { id, name })
                .collect(),
            queues: queues.collect(),
            campaigns: campaigns.collect(),
            operators,
        }
    }

    pub(super) fn members(&self, queue: usize) -> &[usize] {
        &self.queues[queue].members
    }

    /// A member of a queue.
    pub(super) fn member(&self, queue: usize, rng: &mut Rng) -> usize {
        rng.pick(self.members(queue))
    }

    /// A member of a queue other than `besides`.
    pub(super) fn other_member(&self, queue: usize, besides: usize, rng: &mut Rng) -> usize {
        let members = self.members(queue);
        let place = rng.index(members.len());
        if members[place] == besides {
            members[(place + 1) % members.len()]
        } else {
            members[place]
        }
    }

    /// The elements of `GET /api/v1/Campaigns`. The functions below do the same for groups,
    /// departments and users.
    pub(super) fn campaign_records(&self, style: Style) -> Vec<String> {
        let begun = Timestamp::midnight(2026, 7, 3);
        records(style, &self.campaigns, |json, campaign| {
            json.key("id").int(campaign.id);
            json.key("departmentId")
                .int(self.departments[campaign.department].id);
            json.key("name").text(campaign.name);
            json.key("channel").choice(CHANNEL, "Phone");
            json.key("mode").choice(CAMPAIGN_MODE, campaign.mode);
            json.key("bcwSeconds")
                .int_or_null((campaign.mode == "Preview").then_some(30));
            json.key("created").timestamp(begun);
            json.key("started").timestamp(begun);
            json.key("finished").timestamp_or_null(None);
        })
    }

    pub(super) fn group_records(&self, style: Style) -> Vec<String> {
        records(style, &self.queues, |json, queue| {
            json.key("id").int(queue.id);
            json.key("name").text(queue.name);
            json.key("created")
                .timestamp(Timestamp::midnight(2025, 3, 31));
            json.key("type").choice(GROUP_TYPE, "NORMAL");
            json.key("departmentId")
                .int(self.departments[queue.department].id);
        })
    }

    pub(super) fn department_records(&self, style: Style) -> Vec<String> {
        records(style, &self.departments, |json, department| {
            json.key("id").int(department.id);
            json.key("name").text(department.name);
        })
    }

    pub(super) fn user_records(&self, style: Style) -> Vec<String> {
        let places: Vec<usize> = (0..self.operators.len()).collect();
        records(style, &places, |json, &place| self.user_fields(json, place))
    }

    fn user_fields(&self, json: &mut Json, place: usize) {
        let operator = &self.operators[place];
        let served = || {
            self.queues
                .iter()
                .filter(|queue| queue.members.contains(&place))
        };
        json.key("id").int(operator.id);
        json.key("firstName").text(operator.first_name);
        json.key("lastName").text(operator.last_name);
        json.key("username").text(&operator.user_name);
        json.key("email")
            .text(&format!("{}@example.cz", operator.user_name));
        json.key("enabled").bool(true);
        json.key("departments").array(|json| {
            for department in served()
                .take(1)
                .map(|queue| &self.departments[queue.department])
            {
                json.int(department.id);
            }
        });
        json.key("groups")
            .array(|json| served().for_each(|queue| json.int(queue.id)));
    }
}

fn operator(number: i64, place: usize) -> Operator {
    let (man, woman) = SURNAMES[place * 7 % SURNAMES.len()];
    let forename = place / 2 * 4 % MEN.len() + place / 30;
    let forename = forename % MEN.len();
    let (first_name, last_name) = if place.is_multiple_of(2) {
        (WOMEN[forename], woman)
    } else {
        (MEN[forename], man)
    };
    Operator {
        id: 1101 + 7 * number,
        user_name: format!("op{:03}", number + 1),
        first_name,
        last_name,
    }
}

/// Whether an operator serves a queue: every operator has one queue, and every second one helps in
/// another.
fn serves(operator: usize, queue: usize) -> bool {
    operator % QUEUES.len() == queue
        || (operator.is_multiple_of(2) && (operator + operator / 12 + 5) % QUEUES.len() == queue)
}

fn records<T>(style: Style, items: &[T], fill: impl Fn(&mut Json, &T)) -> Vec<String> {
    let record = |item| {
        let mut json = Json::new(style, 300);
        json.object(|json| fill(json, item));
        json.finish()
    };
    items.iter().map(record).collect()
}
