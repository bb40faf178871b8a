//! The columns of the tables of facts in Czech.

use super::term;
use crate::lang::TableTerms;

pub(super) const TABLES: &[TableTerms] = &[
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
    TableTerms {
        table: "folders.stint_days",
        terms: &[
            term("session_id", "ID relace", "Identifikátor relace."),
            term("user_id", "ID operátora", "Identifikátor operátora."),
            term("operator", "Operátor", "Jméno operátora."),
            term("local_day", "Místní den", "Místní datum této části účasti."),
            term(
                "begins",
                "Začátek",
                "Kdy operátor přišel, nebo půlnoc před touto částí.",
            ),
            term(
                "ends",
                "Konec",
                "Kdy operátor odešel, nebo půlnoc za touto částí; prázdné, není-li známo, kdy odešel.",
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
        table: "folders.levels",
        terms: &[
            term(
                "queue_id",
                "ID fronty",
                "Vstupní fronta, pro kterou úroveň platí; prázdné, platí-li pro všechny bez vlastního řádku.",
            ),
            term("queue", "Fronta", "Její název."),
            term(
                "channel",
                "Kanál",
                "Kanál, pro který úroveň platí; prázdné, platí-li pro všechny bez vlastního řádku.",
            ),
            term(
                "threshold_s",
                "Limit",
                "Jak dlouho smí zákazník čekat na přijetí.",
            ),
            term(
                "short_abandon_s",
                "Krátká ztráta do",
                "Čekání, pod kterým je ztracená relace krátkou ztrátou.",
            ),
            term("target", "Cíl", "Slíbený podíl relací přijatých včas."),
            term("formula", "Vzorec", "Vzorec úrovně služeb."),
        ],
    },
    TableTerms {
        table: "folders.names",
        terms: &[
            term(
                "kind",
                "Druh",
                "Čeho je identifikátor: operator (operátor), queue (fronta), department (oddělení), nebo campaign (kampaň).",
            ),
            term("id", "ID", "Identifikátor."),
            term("name", "Název", "Název nebo jméno, jak je mají reporty."),
        ],
    },
    TableTerms {
        table: "folders.teams",
        terms: &[
            term("user_id", "ID operátora", "Identifikátor operátora."),
            term("operator", "Operátor", "Jméno operátora."),
            term(
                "team",
                "Tým",
                "Tým operátora podle [teams] v phasebook.toml.",
            ),
        ],
    },
];
