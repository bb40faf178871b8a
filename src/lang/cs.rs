//! Czech.

use std::cmp::Ordering;

use super::{
    CodeTerm, CommonWords, ContractWords, FirstSheetWords, FormulaTerm, Lang, NumberFormats,
    PageWords, Sentence, TableTerms, Term, Words, WorkbookWords,
};
use crate::ledger::Code;

const fn term(name: &'static str, heading: &'static str, meaning: &'static str) -> Term {
    Term {
        name,
        heading,
        meaning: Some(meaning),
    }
}

const fn code(
    code: Code,
    meaning: &'static str,
    effect: &'static str,
    remedy: &'static str,
) -> CodeTerm {
    CodeTerm {
        code,
        meaning: Some(meaning),
        effect,
        remedy: Some(remedy),
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
        losses_note: "Hodina týdne jedné fronty za celé období a kolik relací jí chybělo do cíle. Příkaz rozloží \
                      údaj až na jednotlivé relace; DUMP je složka s exportem.",
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
        explained_by: "Relace za řádkem:",
    },
    terms: &[
        term(
            "operator",
            "Operátor",
            "Vlastník relace: kdo ji první přijal.",
        ),
        term("operator_id", "ID operátora", "Identifikátor operátora."),
        term(
            "queue",
            "Fronta",
            "Vstupní fronta, s --queue-by answer fronta, v níž byla relace přijata.",
        ),
        term("queue_id", "ID fronty", "Identifikátor fronty."),
        term("department", "Oddělení", "Oddělení, jemuž relace patří."),
        term("department_id", "ID oddělení", "Identifikátor oddělení."),
        term("campaign", "Kampaň", "Kampaň, z níž relace vzešla."),
        term(
            "dial_result",
            "Výsledek vytáčení",
            "Jak dopadlo volání zákazníkovi: přijaté zpětné volání ho nemuselo zastihnout.",
        ),
        term("outcome", "Výsledek", "Co se s relací stalo."),
        term("team", "Tým", "Tým operátora, který relaci obsloužil."),
        term(
            "in_hours",
            "V provozní době",
            "Zda směrování začalo v provozní době vstupní fronty.",
        ),
        term(
            "tag",
            "Štítek",
            "Štítek relace; relace s několika štítky je v řádku každého z nich.",
        ),
        term("campaign_id", "ID kampaně", "Identifikátor kampaně."),
        term(
            "day",
            "Den",
            "Místní datum okamžiku, který určuje --day-of.",
        ),
        term(
            "week",
            "Týden",
            "Týden toho okamžiku podle ISO 8601, například 2026-W45.",
        ),
        term("month", "Měsíc", "Jeho měsíc, například 2026-10."),
        term(
            "year",
            "Rok",
            "Rok, z něhož se počítá od ledna do měsíce přehledu.",
        ),
        term("weekday", "Den v týdnu", "Jeho den v týdnu."),
        term("hour", "Hodina", "Jeho hodina místního času, 0 až 23."),
        term(
            "interval",
            "Interval",
            "Místní začátek intervalu, například 08:30; v hodině, která při změně času nastane dvakrát, s posunem.",
        ),
        term("channel", "Kanál", "Kanál při vzniku relace."),
        term("source", "Zdroj", "Jak relace vznikla."),
        term("direction", "Směr", "Příchozí, nebo odchozí."),
        term("widget", "Widget", "Widget, z něhož relace přišla."),
        term("sessions", "Relace", "Relace v řádku."),
        term("inbound", "Příchozí", "Ty, které zahájil zákazník."),
        term(
            "outbound",
            "Odchozí",
            "Ty, které zahájilo kontaktní centrum.",
        ),
        term(
            "offered",
            "Nabídnuté",
            "Příchozí: obsloužené + ztracené + krátce ztracené + nezodpovězené.",
        ),
        term(
            "answered",
            "Obsloužené",
            "Příchozí relace, které operátor přijal nebo zahájil.",
        ),
        term(
            "abandoned",
            "Ztracené",
            "Příchozí relace, jejichž zákazník při čekání odešel nejdříve po uplynutí limitu krátké ztráty.",
        ),
        term(
            "short_abandoned",
            "Krátce ztracené",
            "Příchozí relace, jejichž zákazník při čekání odešel před uplynutím limitu krátké ztráty.",
        ),
        term(
            "unanswered",
            "Nezodpovězené",
            "Příchozí relace, které skončily bez přijetí z jiného důvodu.",
        ),
        term(
            "left_before_queue",
            "Odešli před frontou",
            "Příchozí relace, jejichž zákazník odešel ještě před směrováním.",
        ),
        term(
            "bot_only",
            "Jen chatbot",
            "Příchozí relace, které vyřídil sám chatbot.",
        ),
        term(
            "blacklisted",
            "Na černé listině",
            "Odmítnuté relace obou směrů.",
        ),
        term(
            "open",
            "Neukončené",
            "Relace obou směrů, které při exportu ještě neskončily.",
        ),
        term(
            "answered_in",
            "Obsloužené včas",
            "Příchozí obsloužené relace s rychlostí přijetí do limitu včetně; neznámá rychlost včas není.",
        ),
        term(
            "abandoned_in",
            "Ztracené do limitu",
            "Příchozí ztracené relace, i krátce, s čekáním do limitu včetně.",
        ),
        term(
            "abandoned_unoffered",
            "Ztracené bez nabídky",
            "Příchozí ztracené relace, i krátce, které nebyly nabídnuty žádnému operátorovi.",
        ),
        term(
            "auto_accepted",
            "Přijaté automaticky",
            "Příchozí obsloužené relace, které za operátora přijala platforma.",
        ),
        term(
            "feedback_n",
            "Hodnocení",
            "Hodnocení od návštěvníků na škále Likert.",
        ),
        term(
            "feedback_mean",
            "Průměrné hodnocení",
            "Průměr hodnocení na škále Likert; prázdný, není-li žádné.",
        ),
        term(
            "nps_n",
            "Hodnocení NPS",
            "Hodnocení od návštěvníků na škále NPS, 0 až 10.",
        ),
        term(
            "nps",
            "NPS",
            "Procento příznivců (9 a 10) minus procento kritiků (0 až 6); prázdné, není-li žádné hodnocení.",
        ),
        term(
            "service_level",
            "Úroveň služby",
            "Podle vzorce nastaveného volbou --sla-formula; prázdná, je-li jmenovatel 0.",
        ),
        term(
            "answer_rate",
            "Podíl obsloužených",
            "Obsloužené / nabídnuté; prázdný, nebylo-li nic nabídnuto.",
        ),
        term(
            "abandon_rate",
            "Ztrátovost",
            "(ztracené + krátce ztracené) / nabídnuté; prázdná, nebylo-li nic nabídnuto.",
        ),
        term(
            "asa",
            "Rychlost přijetí (ASA)",
            "Průměrná rychlost přijetí příchozích obsloužených relací, u nichž je známa.",
        ),
        term(
            "max_wait",
            "Nejdelší čekání",
            "Nejdelší čekání příchozích nabídnutých relací.",
        ),
        term(
            "aht",
            "Doba obsluhy (AHT)",
            "Průměrný součet aktivní fáze a dokončení (prázdné je 0) u obsloužených relací obou směrů, které mají aktivní fázi.",
        ),
        term(
            "created",
            "Před směrováním",
            "Od vzniku relace do začátku směrování.",
        ),
        term(
            "in_queue",
            "Ve frontě",
            "Od začátku směrování do prvního přidělení.",
        ),
        term(
            "waiting",
            "Čekání na operátora",
            "Od prvního přidělení do prvního přijetí.",
        ),
        term(
            "bcw",
            "Příprava před hovorem",
            "Práce operátora před hovorem.",
        ),
        term("active", "Aktivní fáze", "Délka relace podle platformy."),
        term("acw", "Dokončení po hovoru", "Práce po skončení relace."),
        term(
            "ring",
            "Vyzvánění",
            "Od vzniku relace do připojení zákazníka.",
        ),
        term(
            "waited",
            "Čekání podle platformy",
            "Doba čekání, kterou udává platforma.",
        ),
        term(
            "handled_sessions",
            "Zpracované relace",
            "Relace, do nichž operátor vstoupil.",
        ),
        term("offers", "Nabídky", "Nabídky operátorovi."),
        term("accepted_offers", "Přijaté nabídky", "Ty, které přijal."),
        term("missed_offers", "Zmeškané nabídky", "Ty, které zmeškal."),
        term(
            "forwarded_out",
            "Přepojil jinam",
            "Kolikrát operátor relaci přepojil.",
        ),
        term("handling", "Čas v relacích", "Čas operátora v relacích."),
        term(
            "operator_acw",
            "Vlastní dokončení",
            "Práce operátora po skončení relace.",
        ),
        term(
            "operator_queue",
            "Do přijetí",
            "Od prvního přidělení operátorovi do prvního přijetí kýmkoli.",
        ),
        term("visits", "Návštěvy", "Návštěvy fronty bez přizvání."),
        term(
            "visits_answered",
            "Obsloužené návštěvy",
            "Ty, při nichž operátor přijal.",
        ),
        term(
            "visits_overflowed",
            "Přetečené návštěvy",
            "Ty, které pokračovaly do jiné fronty.",
        ),
        term(
            "visits_abandoned",
            "Ztracené návštěvy",
            "Ty, při nichž zákazník odešel.",
        ),
        term(
            "visits_forwarded",
            "Přepojené návštěvy",
            "Ty, které skončily bez přijetí a následoval další požadavek.",
        ),
        term(
            "visits_ended",
            "Jinak skončené návštěvy",
            "Ty, které skončily jinak.",
        ),
        term(
            "visits_open",
            "Neukončené návštěvy",
            "Ty, které při exportu ještě neskončily.",
        ),
        term("visit", "Délka návštěvy", "Délka návštěv."),
    ],
    tables: &[
        TableTerms {
            table: "bridge",
            terms: &[
                term(
                    "joint",
                    "Společné",
                    "Minus relace jiného vlastníka, do nichž operátor vstoupil vedle něho, na přizvání nebo sám.",
                ),
                term(
                    "transfers",
                    "Převzaté",
                    "Minus relace jiného vlastníka, které byly operátorovi předány.",
                ),
                term(
                    "outbound",
                    "Vlastní odchozí",
                    "Minus vlastní relace, které zahájilo kontaktní centrum.",
                ),
                term(
                    "not_answered",
                    "Vlastní neobsloužené",
                    "Minus vlastní příchozí relace s jiným výsledkem než obsloužena.",
                ),
                term(
                    "not_joined",
                    "Bez vstupu vlastníka",
                    "Plus příchozí obsloužené relace, do nichž podle dat vlastník nevstoupil.",
                ),
                term(
                    "answered",
                    "Obsloužené",
                    "Příchozí obsloužené relace vlastníka jako v každém přehledu.",
                ),
                term(
                    "direct",
                    "Z toho bez fronty",
                    "Obsloužené relace, které nebyly v žádné frontě; zbytek mají řádky front.",
                ),
                term(
                    "handled_sessions",
                    "Zpracované relace",
                    "Relace, do nichž operátor vstoupil, jako v přehledech podle operátorů.",
                ),
            ],
        },
        TableTerms {
            table: "contract",
            terms: &[
                term("contract", "Smlouva", "Název smlouvy v nastavení."),
                term(
                    "period",
                    "Období smlouvy",
                    "Měsíc, týden nebo den, jako 2026-10, 2026-W41 nebo 2026-10-05.",
                ),
                term(
                    "complete",
                    "Úplné",
                    "Zda přehled obsahuje všechny dny období: žádný neleží mimo jeho vlastní období a export má relace až po oba konce.",
                ),
                term(
                    "queues",
                    "Fronty",
                    "Fronty, kterých se smlouva týká, oddělené čárkami. Prázdné, pokud se týká všech relací.",
                ),
                term(
                    "measure",
                    "Ukazatel",
                    "Co se měří: service_level, answer_rate, abandon_rate, asa nebo wait_p90.",
                ),
                term(
                    "figure",
                    "Hodnota",
                    "Výsledek, pokud je to podíl relací: čitatel / počítané.",
                ),
                term(
                    "figure_s",
                    "Hodnota (čas)",
                    "Výsledek, pokud je to doba: u asa součet / počítané, u wait_p90 90. percentil čekání.",
                ),
                term("target", "Cíl", "Cíl podílu podle smlouvy."),
                term("target_s", "Cíl (čas)", "Cíl doby podle smlouvy."),
                term(
                    "met",
                    "Splněno",
                    "Zda byl cíl splněn; porovnává se přesně, dříve než se cokoli zaokrouhlí. Prázdné, pokud se nepočítá žádná relace.",
                ),
                term(
                    "band",
                    "Pásmo",
                    "Pásmo, ve kterém výsledek leží, jako >= 90%.",
                ),
                term(
                    "bonus",
                    "Bonus nebo malus",
                    "Bonus pásma; malus je záporný.",
                ),
                term("numerator", "Čitatel", "Relace v čitateli podílu."),
                term(
                    "denominator",
                    "Počítané",
                    "Relace, které se počítají: jmenovatel podílu, u doby relace, které ji mají.",
                ),
                term(
                    "sum_s",
                    "Součet dob do přijetí",
                    "Součet dob do přijetí; jen u asa.",
                ),
                term(
                    "sessions",
                    "Relace",
                    "Relace, kterých se smlouva týká, ať se počítají, nebo ne.",
                ),
                term(
                    "excluded",
                    "Vyňaté smlouvou",
                    "Relace, které smlouva vynechává podle dne, hodiny nebo fronty.",
                ),
                term(
                    "excluded_by",
                    "Vyňaté podle",
                    "Každá výjimka s počtem relací, které vynechává; relace, na kterou se hodí několik výjimek, se počítá u první.",
                ),
                term(
                    "outside_hours",
                    "Mimo provozní dobu",
                    "Relace mimo provozní dobu, pokud úroveň služby počítá jen tu.",
                ),
                term(
                    "not_counted",
                    "Nepočítané ukazatelem",
                    "Relace, které ukazatel nepočítá.",
                ),
                term("formula", "Vzorec", "Vzorec úrovně služby."),
                term(
                    "threshold_s",
                    "Limit pro přijetí",
                    "Limit úrovně služby; prázdné, pokud smlouva žádný nestanoví a platí limity přehledů.",
                ),
                term(
                    "short_abandon_s",
                    "Limit krátké ztráty",
                    "Limit krátké ztráty; prázdné, pokud smlouva žádný nestanoví a platí limity přehledů.",
                ),
                term("first_day", "První den", "První den období."),
                term("last_day", "Poslední den", "Poslední den období."),
            ],
        },
        TableTerms {
            table: "month_coverage",
            terms: &[
                term("month", "Měsíc", "Měsíc, například 2026-10."),
                term(
                    "sessions",
                    "Relace",
                    "Relace měsíce v datech, bez ohledu na --where.",
                ),
                term(
                    "days",
                    "Dny s relacemi",
                    "Dny měsíce, v nichž je nějaká relace.",
                ),
                term(
                    "first_day",
                    "První den",
                    "První den měsíce s relací; prázdné, nemají-li data žádnou.",
                ),
                term(
                    "last_day",
                    "Poslední den",
                    "Poslední den měsíce s relací; prázdné, nemají-li data žádnou.",
                ),
                term(
                    "complete",
                    "Úplný",
                    "Zda data obsahují celý měsíc: na jeho začátku ani konci nechybějí relace ve dvou nebo více pracovních dnech. Pracovní je den v týdnu, který má relace ve většině svých dnů a není svátkem podle phasebook.toml.",
                ),
            ],
        },
        TableTerms {
            table: "waits",
            terms: &[
                term(
                    "queue_id",
                    "ID fronty",
                    "Identifikátor vstupní fronty, ať je --queue-by jakékoli.",
                ),
                term("queue", "Fronta", "Vstupní fronta."),
                term(
                    "wait_total",
                    "Celé čekání",
                    "Čekání ve všech požadavcích relace bez přizvání.",
                ),
                term(
                    "queue_time",
                    "Čas ve frontách",
                    "Část celého čekání bez nabídky operátorovi.",
                ),
                term(
                    "offer_time",
                    "Čas v nabídkách",
                    "Část celého čekání, kdy byla relace nabídnuta operátorovi.",
                ),
                term(
                    "wait_after_forward",
                    "Čekání po přepojení",
                    "Čekání v požadavcích po prvním.",
                ),
                term(
                    "differs",
                    "Čekání jiné než podle FAQ",
                    "Relace, kde součet fází ve frontě a čekání na operátora není celé čekání.",
                ),
            ],
        },
        TableTerms {
            table: "queue_flows",
            terms: &[
                term(
                    "from_queue_id",
                    "ID výchozí fronty",
                    "Identifikátor fronty, v níž byla návštěva.",
                ),
                term("from_queue", "Z fronty", "Fronta, v níž byla návštěva."),
                term("kind", "Jak skončila", "Jak návštěva skončila."),
                term(
                    "to_queue_id",
                    "ID další fronty",
                    "Identifikátor fronty, do níž relace pokračovala.",
                ),
                term(
                    "to_queue",
                    "Do fronty",
                    "Fronta, do níž relace pokračovala.",
                ),
                term(
                    "visits",
                    "Návštěvy",
                    "Návštěvy, které šly touto cestou, bez přizvání.",
                ),
                term("sessions", "Relace", "Relace, které mají takovou návštěvu."),
                term(
                    "visit_sum_s",
                    "Délka návštěv: součet",
                    "Délka těchto návštěv dohromady.",
                ),
                term(
                    "visit_mean_s",
                    "Délka návštěv: průměr",
                    "Průměrná délka těchto návštěv.",
                ),
                term(
                    "answered_later",
                    "Později obsloužené",
                    "Návštěvy, jejichž relace má pozdější obslouženou návštěvu.",
                ),
            ],
        },
        TableTerms {
            table: "operator_load",
            terms: &[
                term(
                    "operator_id",
                    "ID operátora",
                    "Identifikátor operátora, který byl v relacích.",
                ),
                term("operator", "Operátor", "Operátor, který byl v relacích."),
                term(
                    "day",
                    "Den",
                    "Místní datum, kdy operátor v relacích byl; účast přes půlnoc je v řádcích obou dnů.",
                ),
                term(
                    "sessions",
                    "Relace",
                    "Relace, v nichž operátor ten den byl.",
                ),
                term(
                    "handling_s",
                    "Čas v relacích",
                    "Čas v relacích, každá počítána celá.",
                ),
                term(
                    "busy_s",
                    "Zaneprázdněn",
                    "Čas, kdy byl operátor aspoň v jedné relaci.",
                ),
                term(
                    "concurrency",
                    "Souběžnost relací",
                    "Čas v relacích / čas zaneprázdnění.",
                ),
                term(
                    "peak",
                    "Nejvíce najednou",
                    "Nejvyšší počet relací v jednu chvíli.",
                ),
                term(
                    "first_joined",
                    "První vstup",
                    "První vstup do relace toho dne.",
                ),
                term(
                    "last_left",
                    "Poslední odchod",
                    "Poslední odchod z relace toho dne.",
                ),
                term("unbounded", "Bez konce", "Účasti, jejichž konec není znám."),
            ],
        },
        TableTerms {
            table: "offer_outcomes",
            terms: &[
                term(
                    "operator_id",
                    "ID operátora",
                    "Identifikátor operátora, jemuž nabídky patřily.",
                ),
                term("operator", "Operátor", "Operátor, jemuž nabídky patřily."),
                term("queue_id", "ID fronty", "Identifikátor fronty nabídek."),
                term("queue", "Fronta", "Fronta nabídek, jako v tabulce offers."),
                term("offers", "Nabídky", "Nabídky v řádku, i přizvání."),
                term("accepted", "Přijaté", "Nabídky, které operátor přijal."),
                term("missed", "Zmeškané", "Nabídky, které operátor zmeškal."),
                term("taken", "Přijal jiný", "Nabídky, které přijal někdo jiný."),
                term("withdrawn", "Stažené", "Nabídky, které byly staženy."),
                term(
                    "pending",
                    "Nerozhodnuté",
                    "Nabídky, jejichž konec není znám.",
                ),
                term(
                    "accept_rate",
                    "Podíl přijatých",
                    "Přijaté / (přijaté + zmeškané).",
                ),
                term(
                    "to_accept",
                    "Do přijetí nabídky",
                    "Délka přijatých nabídek.",
                ),
                term("to_miss", "Do zmeškání", "Délka zmeškaných nabídek."),
            ],
        },
        TableTerms {
            table: "service_level_curve",
            terms: &[term(
                "threshold_s",
                "Limit",
                "Časový limit v sekundách místo všech ostatních; limit krátké ztráty se nemění.",
            )],
        },
        TableTerms {
            table: "thresholds",
            terms: &[
                term("formula", "Vzorec", "Vzorec úrovně služby."),
                term("target", "Cíl", "Slíbený podíl."),
                term(
                    "threshold_for_target_s",
                    "Limit pro cíl",
                    "Nejmenší celý počet sekund do 3600, při němž vzorec dosáhne cíle.",
                ),
            ],
        },
        TableTerms {
            table: "recordings",
            terms: &[
                term("queue_id", "ID fronty", "Identifikátor vstupní fronty."),
                term(
                    "queue",
                    "Fronta",
                    "Vstupní fronta, ať --queue-by říká cokoli.",
                ),
                term(
                    "sessions",
                    "Obsloužené hovory",
                    "Obsloužené relace kanálu Phone nebo AV, obou směrů.",
                ),
                term(
                    "recorded",
                    "Nahrané",
                    "Hovory, které mají aspoň jednu nahrávku v jakémkoli stavu.",
                ),
                term(
                    "available",
                    "Dostupné",
                    "Hovory s aspoň jednou nahrávkou, kterou lze stáhnout.",
                ),
                term(
                    "deleted",
                    "Smazané",
                    "Hovory, jejichž nahrávky platforma všechny smazala.",
                ),
                term(
                    "unavailable",
                    "Nedostupné",
                    "Nahrané hovory, jejichž nahrávky nelze stáhnout a nejsou všechny smazané.",
                ),
                term(
                    "not_recorded",
                    "Bez nahrávky",
                    "Hovory bez jediné nahrávky.",
                ),
                term("recordings", "Nahrávky", "Počet jejich nahrávek."),
                term(
                    "available_rate",
                    "Podíl dostupných",
                    "Dostupné / obsloužené hovory; prázdné, není-li žádný.",
                ),
                term(
                    "recorded_s",
                    "Nahraný čas",
                    "Délka všech jejich nahrávek dohromady.",
                ),
            ],
        },
        TableTerms {
            table: "states_by_source",
            terms: &[
                term(
                    "state",
                    "Stav",
                    "CREATED, IN_QUEUE, WAITING, BCW, ACTIVE nebo ACW: každý zdroj má řádek pro každý z nich.",
                ),
                term(
                    "sessions",
                    "Relace",
                    "Relace zdroje, obou směrů a s jakýmkoli výsledkem.",
                ),
                term(
                    "went_through",
                    "Prošly stavem",
                    "Relace, které stavem prošly.",
                ),
                term(
                    "skipped",
                    "Stav přeskočily",
                    "Relace, kterým chybí údaj, z něhož se fáze počítá, nebo jejichž BCW není kladné.",
                ),
                term(
                    "refused",
                    "Odmítnuté",
                    "Relace, jimž vzorec fáze dává zápornou hodnotu; u BCW nikdy.",
                ),
                term(
                    "duration",
                    "Doba ve stavu",
                    "Jak dlouho relace ve stavu byly.",
                ),
            ],
        },
        TableTerms {
            table: "sessions",
            terms: &[
                term("session_id", "ID relace", "Identifikátor relace."),
                term("company_id", "ID společnosti", "Identifikátor společnosti."),
                term("department_id", "ID oddělení", "Identifikátor oddělení."),
                term(
                    "department",
                    "Oddělení",
                    "Název oddělení podle záznamů v exportu, jinak #id.",
                ),
                term("channel", "Kanál", "Kanál při vzniku relace."),
                term("source", "Zdroj", "Jak relace vznikla."),
                term(
                    "direction",
                    "Směr",
                    "Kdo relaci zahájil: inbound zákazník, outbound kontaktní centrum.",
                ),
                term("status", "Stav", "Stav relace při exportu."),
                term("widget", "Widget", "Widget, z něhož relace přišla."),
                term("campaign_id", "ID kampaně", "Identifikátor kampaně."),
                term("created", "Vznik", "Kdy relace vznikla."),
                term(
                    "guest_joined",
                    "Připojení zákazníka",
                    "Kdy se připojil zákazník.",
                ),
                term(
                    "started",
                    "Zahájení",
                    "Kdy relaci přijal nebo založil první operátor.",
                ),
                term(
                    "ended",
                    "Konec",
                    "Kdy poslední operátor opustil přímou komunikaci.",
                ),
                term(
                    "day",
                    "Den",
                    "Místní datum vzniku, nebo okamžiku, který určuje --day-of.",
                ),
                term(
                    "entry_queue_id",
                    "ID vstupní fronty",
                    "Identifikátor vstupní fronty.",
                ),
                term(
                    "entry_queue",
                    "Vstupní fronta",
                    "Fronta první návštěvy; přizvání se nepočítá.",
                ),
                term(
                    "answer_queue_id",
                    "ID fronty přijetí",
                    "Identifikátor fronty přijetí.",
                ),
                term(
                    "answer_queue",
                    "Fronta přijetí",
                    "Fronta, v níž byla relace poprvé přijata; přizvání se nepočítá.",
                ),
                term("owner_id", "ID vlastníka", "Identifikátor vlastníka."),
                term(
                    "owner",
                    "Vlastník",
                    "Operátor prvního přijetí, přizvání se nepočítá; není-li uveden, ten, kdo vstoupil první.",
                ),
                term("outcome", "Výsledek", "Co se s relací stalo."),
                term(
                    "wait_s",
                    "Čekání",
                    "Jak dlouho zákazník čekal, ať to dopadlo jakkoli.",
                ),
                term(
                    "speed_of_answer_s",
                    "Rychlost přijetí",
                    "Jak dlouho zákazník čekal na přijetí.",
                ),
                term(
                    "in_sla",
                    "Přijato včas",
                    "Zda byla relace přijata do limitu včetně; prázdné, není-li příchozí a obsloužená.",
                ),
                term(
                    "in_level",
                    "Počítá se do úrovně služby",
                    "Zda se relace počítá do úrovně služby, ať je vzorec jakýkoli; prázdné, není-li příchozí a nabídnutá.",
                ),
                term(
                    "in_time",
                    "Do limitu",
                    "Zda byla relace přijata nebo ztracena do limitu své fronty a kanálu včetně; prázdné, není-li příchozí a nabídnutá.",
                ),
                term(
                    "short",
                    "Krátce ztracená",
                    "Zda zákazník odešel před uplynutím limitu krátké ztráty; prázdné, není-li relace příchozí a nabídnutá.",
                ),
                term(
                    "auto_accepted",
                    "Přijato automaticky",
                    "Zda za operátora přijala platforma.",
                ),
                term(
                    "termination_reason",
                    "Důvod ukončení",
                    "Důvod v poslední aktivitě SessionEnded.",
                ),
                term(
                    "guest_left",
                    "Kde zákazník odešel",
                    "Stav, v němž zákazník odešel.",
                ),
                term(
                    "dial_result",
                    "Výsledek vytáčení",
                    "Jak dopadlo volání zákazníkovi: přijaté zpětné volání ho nemuselo zastihnout.",
                ),
                term(
                    "operators",
                    "Operátoři",
                    "Počet různých uživatelů v seznamu operátorů relace.",
                ),
                term("offers", "Nabídky", "Řádky relace v tabulce offers."),
                term("missed_offers", "Zmeškané nabídky", "Z nich zmeškané."),
                term(
                    "forwards",
                    "Přepojení",
                    "Události, které přepojují skupině, uživateli nebo na telefon.",
                ),
                term("feedback_stars", "Hodnocení", "Hodnocení od zákazníka."),
                term("feedback_scale", "Škála hodnocení", "Škála hodnocení."),
                term(
                    "has_routing",
                    "Má historii směrování",
                    "Zda má relace aspoň jednu použitelnou událost směrování.",
                ),
                term(
                    "created_s",
                    "Před směrováním",
                    "Od vzniku relace do začátku směrování.",
                ),
                term(
                    "in_queue_s",
                    "Ve frontě",
                    "Od začátku směrování do prvního přidělení.",
                ),
                term(
                    "waiting_s",
                    "Čekání na operátora",
                    "Od prvního přidělení do prvního přijetí.",
                ),
                term(
                    "bcw_s",
                    "Příprava před hovorem",
                    "Od zahájení do připojení zákazníka.",
                ),
                term("active_s", "Aktivní fáze", "Délka relace podle platformy."),
                term(
                    "acw_s",
                    "Dokončení po hovoru",
                    "Od posledního odchodu operátora do posledního dokončení.",
                ),
                term(
                    "ring_s",
                    "Vyzvánění",
                    "Od vzniku relace do připojení zákazníka.",
                ),
                term(
                    "waited_s",
                    "Čekání podle platformy",
                    "Doba čekání, kterou udává platforma.",
                ),
            ],
        },
        TableTerms {
            table: "session_operators",
            terms: &[
                term("session_id", "ID relace", "Identifikátor relace."),
                term(
                    "user_id",
                    "ID operátora",
                    "Identifikátor operátora ze seznamu relace, z přidělení, přijetí nebo přepojení.",
                ),
                term("operator", "Operátor", "Jméno operátora."),
                term("joined", "Vstup", "První vstup operátora do relace."),
                term("left", "Odchod", "Poslední odchod operátora z relace."),
                term("concluded", "Dokončeno", "Poslední dokončení operátorem."),
                term("stints", "Účasti", "Záznamy operátora v seznamu relace."),
                term("handling_s", "Čas v relaci", "Čas operátora v relaci."),
                term(
                    "operator_acw_s",
                    "Vlastní dokončení",
                    "Práce operátora po odchodu z relace.",
                ),
                term(
                    "operator_queue_s",
                    "Do přijetí",
                    "Od prvního přidělení operátorovi do prvního přijetí kýmkoli.",
                ),
                term("offers", "Nabídky", "Řádky operátora v tabulce offers."),
                term("accepted_offers", "Přijaté nabídky", "Z nich přijaté."),
                term("missed_offers", "Zmeškané nabídky", "Z nich zmeškané."),
                term(
                    "forwarded_out",
                    "Přepojil jinam",
                    "Kolikrát operátor relaci přepojil.",
                ),
            ],
        },
        TableTerms {
            table: "queue_visits",
            terms: &[
                term("session_id", "ID relace", "Identifikátor relace."),
                term("request_id", "ID požadavku", "Požadavek na směrování."),
                term("visit", "Číslo návštěvy", "1, 2, ... v požadavku."),
                term(
                    "invite",
                    "Přizvání",
                    "Zda se přivolává druhý operátor; zákazník nečeká.",
                ),
                term("queue_id", "ID fronty", "Identifikátor fronty."),
                term("queue", "Fronta", "Název fronty."),
                term(
                    "entered",
                    "Vstup do fronty",
                    "Kdy požadavek vstoupil do fronty.",
                ),
                term(
                    "left",
                    "Odchod z fronty",
                    "Kdy požadavek frontu opustil; prázdné, dokud návštěva trvá.",
                ),
                term(
                    "duration_s",
                    "Délka návštěvy",
                    "Od vstupu do fronty do odchodu z ní.",
                ),
                term("exit", "Jak skončila", "Jak návštěva skončila."),
            ],
        },
        TableTerms {
            table: "offers",
            terms: &[
                term("session_id", "ID relace", "Identifikátor relace."),
                term("request_id", "ID požadavku", "Požadavek na směrování."),
                term("offer", "Číslo nabídky", "1, 2, ... v požadavku."),
                term("invite", "Přizvání", "Zda se přivolává druhý operátor."),
                term(
                    "queue_id",
                    "ID fronty",
                    "Identifikátor fronty události, jinak té, v níž požadavek byl.",
                ),
                term("queue", "Fronta", "Název fronty."),
                term(
                    "user_id",
                    "ID operátora",
                    "Identifikátor operátora; prázdné, není-li uveden.",
                ),
                term("operator", "Operátor", "Jméno operátora."),
                term(
                    "offered",
                    "Začátek nabídky",
                    "Přidělení; prázdné u přijetí bez přidělení.",
                ),
                term(
                    "resolved",
                    "Konec nabídky",
                    "Událost, která o nabídce rozhodla.",
                ),
                term(
                    "duration_s",
                    "Délka nabídky",
                    "Od začátku nabídky do jejího konce.",
                ),
                term(
                    "timed_out",
                    "Vypršela",
                    "Zda operátorovi vypršel čas, ať nabídka dopadla jakkoli.",
                ),
                term("outcome", "Výsledek", "Jak nabídka dopadla."),
            ],
        },
        TableTerms {
            table: "states",
            terms: &[
                term("session_id", "ID relace", "Identifikátor relace."),
                term(
                    "state",
                    "Stav",
                    "CREATED, IN_QUEUE, WAITING, BCW, ACTIVE nebo ACW, v tomto pořadí.",
                ),
                term(
                    "entered",
                    "Vstup do stavu",
                    "Kdy relace do stavu vstoupila; prázdné u ACTIVE, jehož délku udává platforma.",
                ),
                term(
                    "left",
                    "Odchod ze stavu",
                    "Kdy relace stav opustila; prázdné u ACTIVE, jehož délku udává platforma.",
                ),
                term(
                    "duration_s",
                    "Doba ve stavu",
                    "Jak dlouho relace ve stavu byla.",
                ),
            ],
        },
        TableTerms {
            table: "downloads",
            terms: &[
                term("session_id", "ID relace", "Identifikátor relace."),
                term(
                    "number",
                    "Číslo",
                    "1, 2, ... v relaci: její nahrávky, pak její soubory, v pořadí záznamu.",
                ),
                term("kind", "Druh", "recording (nahrávka), nebo file (soubor)."),
                term(
                    "file_id",
                    "ID souboru",
                    "Identifikátor nahrávky nebo souboru.",
                ),
                term(
                    "activity_id",
                    "ID aktivity",
                    "Identifikátor aktivity, s níž soubor přišel; u nahrávek prázdný.",
                ),
                term(
                    "time",
                    "Čas",
                    "Kdy nahrávka začala, nebo kdy soubor přišel.",
                ),
                term(
                    "duration_s",
                    "Délka nahrávky",
                    "Délka nahrávky; u souborů prázdná.",
                ),
                term(
                    "type",
                    "Typ",
                    "Koho nahrávka zachycuje, nebo jaká to byla aktivita.",
                ),
                term(
                    "client",
                    "Odeslal",
                    "Kdo soubor odeslal; u nahrávek prázdný.",
                ),
                term(
                    "user_id",
                    "ID operátora",
                    "Identifikátor operátora, jehož se nahrávka nebo soubor týká.",
                ),
                term("operator", "Operátor", "Jméno operátora."),
                term(
                    "extension",
                    "Přípona",
                    "Přípona uloženého jména, je-li běžná; ze jména se nic jiného neponechává.",
                ),
                term(
                    "state",
                    "Stav",
                    "První, co platí: deleted (smazáno), uploading (nahrává se), no_url (bez adresy), refused (odmítnutá adresa), available (lze stáhnout).",
                ),
                term(
                    "host",
                    "Server",
                    "Server, z něhož se stahuje, s portem, není-li 443.",
                ),
                term(
                    "url",
                    "Adresa",
                    "Odkud se stahuje, se stejnou hlavičkou Authorization jako API.",
                ),
            ],
        },
        TableTerms {
            table: "folders.sessions",
            terms: &[
                term(
                    "campaign",
                    "Kampaň",
                    "Její název podle záznamů kampaní ve výpisu, jinak #id; prázdné bez kampaně.",
                ),
                term(
                    "team",
                    "Tým",
                    "Tým vlastníka podle [teams] v phasebook.toml; prázdné, není-li v žádném.",
                ),
                term("moment", "Okamžik dne", "Okamžik, který dává den."),
                term(
                    "moment_local",
                    "Místní okamžik dne",
                    "Týž okamžik podle hodin časového pásma reportu, bez posunu.",
                ),
                term(
                    "utc_offset_s",
                    "Posun od UTC",
                    "O kolik sekund jsou tyto hodiny v tom okamžiku před UTC.",
                ),
                term(
                    "second_of_two",
                    "Druhá ze dvou hodin",
                    "V hodině, která při posunu hodin nastane dvakrát, zda jde o druhou; jinak prázdné.",
                ),
                term(
                    "in_hours",
                    "V otevírací době",
                    "Zda směrování začalo v otevírací době vstupní fronty; prázdné, nemá-li ji.",
                ),
                term(
                    "refused_states",
                    "Odmítnuté stavy",
                    "Stavy, jejichž vzorec dal zápornou hodnotu, po jednom bitu v jejich pořadí.",
                ),
                term(
                    "tags",
                    "Štítky",
                    "Názvy štítků v pořadí bajtů, oddělené znakem U+001F; prázdné bez štítků.",
                ),
                term(
                    "wait_total_s",
                    "Celé čekání",
                    "Celé čekání zákazníka, i po přepojeních; prázdné bez požadavku, který není přizváním.",
                ),
                term(
                    "offer_time_s",
                    "Čas v nabídce",
                    "Část celého čekání, kdy byla relace nabízena operátorovi.",
                ),
                term(
                    "queue_time_s",
                    "Čas ve frontách",
                    "Část celého čekání, kdy nebyl nikdo žádán o přijetí.",
                ),
                term(
                    "wait_after_forward_s",
                    "Čekání po přepojení",
                    "Čekání v požadavcích po prvním; prázdné, není-li další.",
                ),
            ],
        },
        TableTerms {
            table: "folders.session_operators",
            terms: &[
                term(
                    "arrival",
                    "Jak operátor přišel",
                    "owner (vlastník), transfer (předání), nebo joint (spolu).",
                ),
                term(
                    "team",
                    "Tým",
                    "Tým operátora podle [teams] v phasebook.toml; prázdné, není-li v žádném.",
                ),
                term("day", "Den", "Den, kterému se relace počítá."),
            ],
        },
        TableTerms {
            table: "folders.queue_visits",
            terms: &[
                term(
                    "to_queue_id",
                    "ID další fronty",
                    "Identifikátor fronty, kam zákazník pokračoval; prázdné, není-li taková.",
                ),
                term("to_queue", "Další fronta", "Její název."),
                term(
                    "answered_later",
                    "Přijato později",
                    "Zda byla přijata pozdější návštěva relace.",
                ),
                term("day", "Den", "Den, kterému se relace počítá."),
            ],
        },
        TableTerms {
            table: "folders.offers",
            terms: &[
                term(
                    "team",
                    "Tým",
                    "Tým operátora podle [teams] v phasebook.toml; prázdné, není-li v žádném.",
                ),
                term("day", "Den", "Den, kterému se relace počítá."),
            ],
        },
        TableTerms {
            table: "folders.states",
            terms: &[term("day", "Den", "Den, kterému se relace počítá.")],
        },
        TableTerms {
            table: "folders.stints",
            terms: &[
                term("session_id", "ID relace", "Identifikátor relace."),
                term("user_id", "ID operátora", "Identifikátor operátora."),
                term("operator", "Operátor", "Jméno operátora."),
                term("joined", "Vstup", "Kdy operátor přišel."),
                term(
                    "until",
                    "Do kdy",
                    "Kdy operátor odešel: odchod, jinak uzavření, jinak konec relace; prázdné, chybí-li vše.",
                ),
                term(
                    "team",
                    "Tým",
                    "Tým operátora podle [teams] v phasebook.toml; prázdné, není-li v žádném.",
                ),
                term("day", "Den", "Den, kterému se relace počítá."),
            ],
        },
    ],
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
    codes: &[
        code(
            Code::UnreadableFile,
            "Soubor nelze otevřít nebo rozbalit, nebo neobsahuje žádný objekt ani pole JSON.",
            "Relace a historie z toho souboru chybějí ve všech údajích.",
            "Exportujte soubor znovu; často jde o chybovou stránku uloženou místo odpovědi.",
        ),
        code(
            Code::BadJson,
            "Část souboru není JSON a byla přeskočena po konec prvku nebo po další řádek, na němž začíná hodnota; nebo stojí text před první hodnotou.",
            "Relace nebo historie z té části chybějí: počty mohou být nižší.",
            "Podívejte se na ten řádek; byl-li soubor cestou poškozen, exportujte jej znovu.",
        ),
        code(
            Code::TruncatedFile,
            "Soubor končí dříve než jeho poslední hodnota; všechny celé záznamy před koncem jsou zachovány.",
            "Co bylo za místem přerušení, chybí: počty mohou být nižší.",
            "Exportujte soubor znovu; odpověď se neuložila celá.",
        ),
        code(
            Code::TooLarge,
            "Zabalený soubor se rozbaluje na více než `--max-expanded`, hodnota je delší než `--max-record`, nebo má historie více než 10 000 událostí; co mez přesahuje, se nečte.",
            "Co se nečetlo, chybí: počty mohou být nižší.",
            "Je-li soubor v pořádku, zvyšte mez; malý soubor, který se rozbaluje na tolik dat, bývá vyroben, aby škodil.",
        ),
        code(
            Code::ErrorAnswer,
            "Místo odpovědi byla uložena chyba API.",
            "Chybí to, na co se export ptal: počty mohou být nižší, nebo relace nemá historii.",
            "Zeptejte se API znovu na to, co chybí: podrobnost uvádí stav a název souboru často relaci. Ať se skript při chybě zastaví, například `curl --fail`.",
        ),
        code(
            Code::Flattened,
            "Exportér zkrátil objekt nebo pole na text, takže to, co v něm bylo, je ztraceno.",
            "Co na něm závisí, je prázdné: mohou chybět operátoři, fronty nebo celé relace.",
            "Exportujte znovu do větší hloubky: v PowerShellu `ConvertTo-Json -Depth 20`; výchozí hloubka je 2.",
        ),
        code(
            Code::BadRecord,
            "Relace bez použitelného `id` nebo `created`, nebo historie uvnitř takové relace, je odmítnuta.",
            "Relace nebo její historie chybí ve všech údajích.",
            "Exportujte tu relaci znovu podle jejího id.",
        ),
        code(
            Code::UnnamedHistory,
            "Samotná historie směrování neříká, které relaci patří, a neříká to ani název souboru a složky.",
            "Její relace nemá časy front ani nabídky; může se počítat jako obsloužená bez fronty.",
            "Pojmenujte soubor podle relace, například routing/12345.json, nebo použijte --session-id-regex.",
        ),
        code(
            Code::SeveralHistories,
            "V souboru je několik samotných historií směrování, a nelze poznat, čí jsou.",
            "Jejich relace nemají časy front ani nabídky; mohou se počítat bez fronty.",
            "Uložte každou historii do vlastního souboru, nebo je zabalte jako `{\"sessionId\": 123, \"routingHistory\": [...]}`.",
        ),
        code(
            Code::OrphanedHistory,
            "Historie směrování patří relaci, která v exportu není.",
            "Relace, která se patrně neexportovala, chybí ve všech údajích.",
            "Exportujte i tu relaci, nebo stránku, na níž byla.",
        ),
        code(
            Code::IdClash,
            "Záznamy s jedním id jsou různé relace: vznikly v různých časech nebo patří různým společnostem.",
            "Počítá se jen jedna z těch relací: počty jsou nižší.",
            "Uchovávejte exporty různých společností nebo instalací zvlášť a zpracujte každý samostatně.",
        ),
        code(
            Code::MissingProperty,
            "Vlastnost, na níž údaje závisejí, nemá žádná z relací, ani jako null: export ji vynechal.",
            "Co na té vlastnosti závisí, je u všech relací prázdné nebo neznámé.",
            "Exportujte celé relace, bez výběru sloupců; ponechte i vlastnosti s hodnotou null.",
        ),
        code(
            Code::NegativePhase,
            "Fáze má zápornou délku; počítá se jako chybějící.",
            "Ta fáze relace chybí v průměrech a percentilech.",
            "Časy relace si odporují; je-li jich mnoho, obraťte se na dodavatele.",
        ),
        code(
            Code::BadEvent,
            "Prvek historie směrování není událost nebo nemá použitelný čas a je vynechán.",
            "Fáze relace může být prázdná nebo začínat či končit jinou událostí.",
            "Exportujte tu historii znovu.",
        ),
        code(
            Code::BadField,
            "Nepovinné pole nelze přečíst a zůstává prázdné.",
            "Co na tom poli závisí, je u toho záznamu prázdné.",
            "Podívejte se na hodnotu. Časy exportujte jako text, v pandas `date_format=\"iso\"`, v jsonlite `POSIXt=\"ISO8601\"`, a jednotlivé hodnoty bez polí, `auto_unbox = TRUE`; novější verze API ji možná zapisuje jinak.",
        ),
        code(
            Code::BadEncoding,
            "Potřebný text obsahuje bajty, které nejsou UTF-8, nebo osamocené náhradní znaky; nahradil je znak U+FFFD.",
            "Jména vypadají poškozeně; jeden operátor nebo fronta se může objevit pod dvěma jmény.",
            "Uveďte kódování souborů v `--encoding`, například `windows-1250`, nebo je uložte jako UTF-8.",
        ),
        code(
            Code::NumericEnum,
            "Výčet je zapsán čísly; čtou se v pořadí, v jakém je API deklaruje dnes.",
            "Znamenala-li čísla něco jiného, jsou jiné i kanály, výsledky nebo směry.",
            "Exportujte výčty jmény, v .NET pomocí `JsonStringEnumConverter`: starší verze API je číslovaly jinak.",
        ),
        code(
            Code::Unrecognised,
            "Hodnota není odpovědí, kterou phasebook zná.",
            "Byly-li to relace, chybějí.",
            "Podívejte se na názvy v podrobnosti: ukazují, jaký druh odpovědi byl uložen. Tabulky rozdělené na sloupce a řádky, v pandas `orient=\"split\"`, exportujte s `orient=\"records\"`.",
        ),
        code(
            Code::CampaignModeUnknown,
            "Relace kampaně mají prázdné `ring`, protože export neříká, jaký režim kampaň má.",
            "U relací té kampaně chybí vyzvánění.",
            "Přidejte do exportu odpověď na GET /api/v1/Campaigns.",
        ),
        code(
            Code::UnknownName,
            "Nastavení jmenuje frontu, operátora nebo kampaň, které v exportu nejsou.",
            "Nastavení pro ně se nijak neprojeví.",
            "Opravte jméno v souboru s nastavením, nejde-li o jiný měsíc.",
        ),
        code(
            Code::AmbiguousName,
            "Nastavení lze číst dvojím způsobem: jméno má několik front či operátorů, nebo se aliasy překrývají; podrobnost říká, jak bylo přečteno.",
            "Relace mohou být měřeny nastavením, které bylo míněno pro jiné.",
            "Místo jména uveďte id té položky, kterou máte na mysli.",
        ),
        code(
            Code::NoOffset,
            "Časy bez posunu byly vzaty jako časy pásma z `--naive-tz`, jinak UTC.",
            "Patřily-li jinému pásmu, jsou dny a hodiny posunuty.",
            "Uveďte jejich pásmo v `--naive-tz`, nebo exportujte časy s posunem, v PowerShellu `ToString(\"o\")`: mohou se lišit o hodiny.",
        ),
        code(
            Code::UnknownValue,
            "Výčet má hodnotu, kterou phasebook nezná; zobrazuje se, jak byla zapsána, a počítá se jako UNKNOWN.",
            "Pravidla ji berou jako neznámou: výsledek nebo směr relace může být jiný.",
            "Nic, ledaže na ní závisí některé pravidlo: API se rozrostlo.",
        ),
        code(
            Code::OtherAnswer,
            "Jiná odpověď API, například e-mailové vlákno nebo štítek, byla přeskočena.",
            "Nic.",
            "Nic: žádný údaj se z ní nepočítá.",
        ),
        code(
            Code::SkippedFile,
            "Soubor se nečetl: jeho název má příponu, která se nečte, je prázdný, vytvořil jej macOS, nebo jde o složku, kterou zapsal phasebook.",
            "Nic, pokud neobsahuje relace: ty by pak chyběly ve všech údajích.",
            "Nic, pokud neobsahuje relace: pak jej přejmenujte, ať končí na `.json`, nebo jej uveďte jako samostatnou cestu.",
        ),
    ],
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
