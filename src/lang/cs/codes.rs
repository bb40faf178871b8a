//! The ledger codes in Czech.

use crate::lang::CodeTerm;
use crate::ledger::Code;

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

pub(super) const CODES: &[CodeTerm] = &[
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
];
