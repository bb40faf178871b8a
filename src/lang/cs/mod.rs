//! Czech.

mod codes;
mod facts;
mod reports;

use std::cmp::Ordering;

use super::{
    CommonWords, ContractWords, FirstSheetWords, FormulaTerm, Lang, NumberFormats, PageWords,
    Sentence, Term, Words, WorkbookWords,
};

const fn term(name: &'static str, heading: &'static str, meaning: &'static str) -> Term {
    Term {
        name,
        heading,
        meaning: Some(meaning),
    }
}

fn sentence(of: &Sentence<'_>) -> String {
    let period = of.period;
    let incomplete = if of.is_incomplete { " (neúplné)" } else { "" };
    let level = of.level;
    let answered = match of.threshold {
        Some(threshold) => format!("do {threshold} přijato"),
        None => "včas".to_owned(),
    };
    let target = of.target;
    let verdict = if of.is_met { "splněn" } else { "nesplněn" };
    let (numerator, denominator) = (of.numerator, of.denominator);
    let change = match of.change {
        None => String::new(),
        Some((Ordering::Equal, _, since)) => format!("; stejně jako {since}"),
        Some((direction, points, since)) => {
            let side = if direction.is_gt() { "více" } else { "méně" };
            format!("; o {points} p.\u{a0}b. {side} než {since}")
        }
    };
    format!(
        "{period}{incomplete}: {answered} {level}, cíl {target} {verdict}, {numerator} z \
         {denominator}{change}."
    )
}

pub(super) const WORDS: Words = Words {
    lang: Lang::Cs,
    spelling: NumberFormats {
        decimal_mark: ',',
        group_mark: "\u{a0}",
        percent: "\u{a0}%",
        months: [
            "leden",
            "únor",
            "březen",
            "duben",
            "květen",
            "červen",
            "červenec",
            "srpen",
            "září",
            "říjen",
            "listopad",
            "prosinec",
        ],
        months_short: [
            "led", "úno", "bře", "dub", "kvě", "čvn", "čvc", "srp", "zář", "říj", "lis", "pro",
        ],
        weekdays: ["po", "út", "st", "čt", "pá", "so", "ne"],
        date: |day, month, year| format!("{day}.\u{a0}{month}.\u{a0}{year}"),
        day: |day, month| format!("{day}.\u{a0}{month}."),
        yes: "ano",
        no: "ne",
    },
    common: CommonWords {
        title: "Přehled kontaktního centra",
        summary: "Souhrn",
        period: "Období",
        whole_dump: "vše, co je v exportu",
        from: "od",
        until: "do",
        zone: "Časové pásmo",
        formula: "Vzorec",
        threshold: "Limit pro přijetí",
        short_abandon: "Limit krátké ztráty",
        only: "Pouze",
        level_of: "Úroveň služby z",
        open_hours: "relací v provozní době",
        target: "Cíl",
        previous: "Předchozí období",
        change: "Změna",
        points: "p.\u{a0}b.",
        figure: "Ukazatel",
        value: "Hodnota",
        counted: "Počítáno z",
        met: "splněno",
        missed: "nesplněno",
        no_queue: "(bez fronty)",
        no_operator: "(bez operátora)",
        total: "Celkem",
        none: "žádná",
        problems: "Problémy",
        no_problems: "Export je bez závad.",
        definitions: "Definice",
        plan: "Nastavení",
        queues: "Fronty",
        operators: "Operátoři",
        days: "Dny",
        service_level_by_queue: "Úroveň služby podle front",
        service_level_by_day: "Úroveň služby podle dnů",
        service_level_by_hour: "Úroveň služby v %",
        sources: "Načteno",
    },
    sheet: FirstSheetWords {
        sentence,
        nothing: |period| format!("{period}: do úrovně služby se nepočítá žádná relace."),
        month: |month| match month {
            1 => "v lednu",
            2 => "v únoru",
            3 => "v březnu",
            4 => "v dubnu",
            5 => "v květnu",
            6 => "v červnu",
            7 => "v červenci",
            8 => "v srpnu",
            9 => "v září",
            10 => "v říjnu",
            11 => "v listopadu",
            _ => "v prosinci",
        },
        previous_period: "v předchozím období",
        incomplete_days: |days| format!("Neúplné: žádné relace ve dnech {days}."),
        incomplete: "neúplné",
        figures: "Hlavní ukazatele proti cíli, předchozímu měsíci a roku zpět",
        unit_sessions: "relace",
        unit_time: "min:s",
        queues: "Úroveň služby podle front, % včas proti cíli a předchozímu měsíci",
        more_queues: |count| format!("Front, které tu nejsou: {count}."),
        months: "Měsíc po měsíci a od začátku roku",
        level_unit: "% včas",
        abandon_unit: "% nabídnutých",
        to_date: "Od začátku roku",
        by_queue: "Úroveň služby podle front a měsíců, % včas",
        reached: "Tučně: cíl je splněn.",
        outlined: |which| format!("Čárkovaně, neúplné: {which}."),
        losses: "Kde do cíle chybělo nejvíce relací",
        losses_note: "Hodina týdne jedné fronty za celé období a kolik relací jí chybělo do cíle. Příkaz vypíše \
                      jednotlivé relace; DUMP je export, SETTINGS soubor s nastavením.",
        no_losses: "Žádná fronta v žádné hodině týdne cíl nezmeškala.",
        lost: |count, shown| match count {
            1 => format!("chybí {shown} relace"),
            2..=4 => format!("chybějí {shown} relace"),
            _ => format!("chybí {shown} relací"),
        },
        in_time: "včas",
        actual: "skutečnost",
        difference: "Rozdíl",
        year_before: "Rok zpět",
        details: "Podrobnosti",
        counting: "Jak se počítá",
        no_data: "bez dat",
    },
    workbook: WorkbookWords {
        trend: "Vývoj",
        sheets: &[
            ("by_operator", "Operátoři"),
            ("by_queue", "Fronty"),
            ("by_day", "Dny"),
            ("by_operator_day", "Operátoři po dnech"),
            ("by_queue_day", "Fronty po dnech"),
            ("by_operator_queue_day", "Operátoři, fronty, dny"),
            ("total", "Celkem"),
            ("service_levels", "Úrovně služby"),
            ("by_month", "Měsíce"),
            ("by_queue_month", "Fronty po měsících"),
            ("year_to_date", "Od začátku roku"),
            ("queue_year_to_date", "Fronty od začátku roku"),
            ("month_coverage", "Data po měsících"),
            ("waits_by_queue", "Čekání podle front"),
            ("waits_by_day", "Čekání podle dnů"),
            ("waits_total", "Čekání"),
            ("queue_flows", "Toky mezi frontami"),
            ("operator_load", "Vytížení operátorů"),
            ("contract", "Smlouva"),
            ("offer_outcomes", "Výsledky nabídek"),
            ("service_level_curve", "Křivka úrovně služby"),
            ("thresholds", "Limity pro cíl"),
            ("recordings_by_queue", "Nahrávky podle front"),
            ("recordings_by_day", "Nahrávky podle dnů"),
            ("recordings_by_operator", "Nahrávky podle operátorů"),
            ("recordings_total", "Nahrávky"),
            ("states_by_source", "Stavy podle zdroje"),
        ],
        reports: "Přehledy",
        table: "Tabulka",
        column: "Sloupec v CSV",
        heading: "Nadpis",
        unit: "Jednotka",
        meaning: "Význam",
        setting: "Nastavení",
        count: "Počet",
        severity: "Závažnost",
        code: "Kód",
        file: "Soubor",
        line: "Řádek",
        session: "Relace",
        detail: "Podrobnost",
        continued: "pokračování předchozího listu",
        cut: "Řádků je více, než se vejde na list: pokračují na dalším",
    },
    page: PageWords {
        skip: "Přejít k obsahu",
        contents: "Obsah",
        theme: "Světlý / tmavý",
        print: "Vytisknout",
        no_script: "Bez skriptů nefunguje posuvník, řazení ani hledání; všechny údaje níže jsou přesto \
                    úplné.",
        target_line: "cíl",
        other: "neobsloužené",
        share: "Úroveň služby v %, pruh za každou frontu; obrys je cíl. U pruhu jsou relace obsloužené včas \
                z těch, které se počítají.",
        in_time: "Včas / počítané",
        month_day_by_day: "Den po dni",
        as_table: "Jako tabulka",
        rhythm: "Hodiny týdne",
        rhythm_note: "Součty a průměry za všechny dny období podle dne v týdnu a hodiny, do nichž relace \
                      spadá.",
        arrivals: "Nabídnuté relace",
        mean_wait: "Průměrná rychlost přijetí",
        less: "méně",
        more: "více",
        waits: "Čekání a časový limit",
        waits_note: "Posuňte limit: každá úroveň služby se znovu spočítá z čekání v tomto období podle \
                     všech pěti vzorců. Limit krátké ztráty se nemění.",
        slider: "Limit",
        seconds: "s",
        reset: "Podle nastavení",
        as_set: "podle nastavení",
        own_limits: "Některé fronty mají vlastní limity; posuvník nastaví jeden pro všechny.",
        answered_after: "obslouženo",
        left_after: "ztraceno",
        sessions_axis: "relace",
        longer: "Nezobrazeno, nad",
        phases: "Fáze podle front",
        phases_note: "Krabice: prostřední polovina hodnot mezi kvartily, s mediánem. Vous: po 95. \
                      percentil. U fronty je počet hodnot.",
        median: "medián",
        quartiles: "kvartily",
        p95: "95. percentil",
        flows: "Toky mezi frontami",
        flows_note: "Návštěvy každé fronty: jak skončily, nebo do které fronty přetekly či byly předány, s \
                     podílem na řádku. Přizvání dalšího operátora se nepočítá; fronty s méně než 1 % \
                     návštěv tvoří jeden řádek.",
        from_queue: "Fronta",
        visits: "Návštěvy",
        elsewhere: "předáno mimo fronty",
        other_queues: "ostatní fronty",
        small_queues: |count| format!("malé fronty ({count})"),
        states: "Stavy podle zdroje",
        states_note: "Podíl relací každého zdroje, které stav přeskočily, a jejich počet; prázdné, nemá-li zdroj \
                      žádnou relaci. Relace, jejíž časy si odporují, je odmítnutá a nepřeskočila.",
        source: "Zdroj",
        no_source: "(bez zdroje)",
        went_through: "prošlo",
        skipped: "přeskočilo",
        refused: "odmítnuto",
        recordings: "Nahrávky",
        recordings_note: "Relace obsloužené telefonem nebo videem, obou směrů, a zda má každá nahrávku, \
                          kterou lze stáhnout.",
        search: "Najít operátora",
        search_none: "Žádný operátor se tak nejmenuje.",
        sort_hint: "Stisknutím nadpisu tabulku seřadíte.",
        show_all: |count| format!("Zobrazit všechny ({count})"),
        problem: "Problém",
        times: "Počet",
        effect: "Co mohl změnit",
        remedy: "Co s tím",
        term: "Pojem",
        made_by: "Vytvořil phasebook",
    },
    contract: ContractWords {
        title: "Smlouva",
        note: "Každý cíl se porovnává s přesnými počty všech relací smlouvy, dříve než se cokoli zaokrouhlí. Neúplné období má dny, které tento \
               přehled nebo export nemá.",
        all_queues: "všechny fronty",
        incomplete: "neúplné",
        wait_p90: "Čekání: 90. percentil",
        within: "do",
        verdict: "Výsledek",
        paid: "Bonus nebo malus",
        bonus: "bonus",
        malus: "malus",
        left_out: "Vynecháno",
        explained_by: "Které relace řádek tvoří:",
    },
    terms: reports::TERMS,
    tables: [reports::TABLES, facts::TABLES],
    statistics: &[
        ("n", "počet"),
        ("sum", "součet"),
        ("mean", "průměr"),
        ("median", "medián"),
        ("p75", "75. percentil"),
        ("p90", "90. percentil"),
        ("p95", "95. percentil"),
        ("p99", "99. percentil"),
        ("min", "nejkratší"),
        ("max", "nejdelší"),
        ("stddev", "směrodatná odchylka"),
    ],
    formulas: [
        FormulaTerm {
            heading: "ÚS bez krátkých ztrát",
            arithmetic: "obsloužené včas / (nabídnuté − krátce ztracené)",
        },
        FormulaTerm {
            heading: "ÚS z nabídnutých",
            arithmetic: "obsloužené včas / nabídnuté",
        },
        FormulaTerm {
            heading: "ÚS z obsloužených",
            arithmetic: "obsloužené včas / obsloužené",
        },
        FormulaTerm {
            heading: "ÚS bez ztrát do limitu",
            arithmetic: "obsloužené včas / (nabídnuté − ztracené do limitu)",
        },
        FormulaTerm {
            heading: "ÚS se ztrátami jako splněnými",
            arithmetic: "(obsloužené včas + ztracené do limitu) / nabídnuté",
        },
    ],
    codes: codes::CODES,
    exits: &[
        ("answered", "obsloužena"),
        ("overflowed", "přetekla"),
        ("forwarded", "přepojena"),
        ("abandoned", "ztracena"),
        ("open", "neukončena"),
        ("ended", "skončila jinak"),
    ],
    severities: &[
        ("error", "chyba"),
        ("warning", "varování"),
        ("info", "informace"),
    ],
};
