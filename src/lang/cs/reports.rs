//! The columns of reports in Czech.

use super::term;
use crate::lang::{TableTerms, Term};

/// The columns of the reports by dimensions.
pub(super) const TERMS: &[Term] = &[
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
];

/// The columns of the other reports.
pub(super) const TABLES: &[TableTerms] = &[
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
];
