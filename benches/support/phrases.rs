//! The messages of the chats: Czech text with emoji, quotes, line breaks, tags, brackets and
//! backslashes, which can confuse a reader of JSON.

pub(super) const CLIENT: [&str; 18] = [
    "Dobrý den, potřebovala bych poradit s fakturou č. 2026/0457, částka nesedí.",
    "Dobrý den 🙂",
    "Ano, číslo smlouvy je 8800123456.",
    "Balík měl dorazit včera, ale sledování pořád ukazuje \"předáno dopravci\". Kdy ho dostanu?",
    "Nejde mi přihlášení do klientské zóny, píše to: Chyba {\"code\":[401,\"token\"]}",
    "A co výpověď? Musím ji poslat poštou, nebo stačí přes formulář?\tDíky.",
    "👍👍👍",
    "Posílám, co vidím na obrazovce:\n1) bílé okno\n2) kolečko\n3) nic [prázdno]\nZkusil jsem \
     to třikrát.",
    "Internet vypadává každý večer kolem osmé. Modem jsem restartoval, kabel je v pořádku. \
     Technik tu byl minulý týden a \
     říkal, že linka je v pořádku, ale pořád to není ono.",
    "Mám zájem o tarif NEOMEZENĚ+ za 499 Kč, platí ještě ta akce? 🤔",
    "Soubor je uložený v C:\\Uživatelé\\Jana\\Plocha\\smlouva.pdf",
    "Ne, to je vše, hezký den",
    "To snad není možné!!! 😡😡 Čekám už půl hodiny...",
    "Dobre, ďakujem. Ešte by som sa chcel opýtať na roaming v Chorvátsku, ľubovoľný balíček?",
    "Viz příloha {faktura[1]}, strana 2\\3, řádek \"Ostatní služby\".",
    "ok",
    "Žluťoučký kůň úpěl ďábelské ódy 🐴",
    "Rozumím. A kolik by to stálo, kdybych přešla na 24 měsíců a vzala k tomu i televizi? \
     Dostala jsem totiž nabídku od jiného \
     operátora a ráda bych věděla, jestli mi můžete dát něco podobného.",
];

pub(super) const OPERATOR: [&str; 16] = [
    "Dobrý den, jak Vám mohu pomoci?",
    "Prosím o chvíli strpení, ověřuji u kolegů z technického oddělení. Může to trvat dvě až tři \
     minuty, děkuji za pochopení.",
    "Rozumím. Můžete mi prosím sdělit číslo smlouvy?",
    "Zásilka 3C0098123\nbyla odeslána dne 12.10.\nDoručení: PPL",
    "Moment prosím, hned se na to podívám…",
    "<p>Vaše žádost byla <b>schválena</b>.</p><p>Smlouvu Vám zašleme e-mailem na adresu \
     \"klient@example.cz\".</p>",
    "Reklamační formulář najdete zde: https://www.example.cz/reklamace?id=457&lang=cs",
    "Zkuste prosím vymazat mezipaměť prohlížeče (Ctrl+Shift+Del) a přihlásit se znovu.",
    "Ano, akce platí do konce měsíce. K tarifu získáte navíc 20 GB dat a volání v EU zdarma; \
     podmínky jsou uvedeny v ceníku.",
    "Bohužel tuto změnu nelze provést přes chat, je potřeba navštívit pobočku s občanským \
     průkazem. Nejbližší pobočka je \
     v ulici Smyšlená 15, otevřeno Po–Pá 9–17 hodin. Případně můžete využít datovou schránku.",
    "Děkuji, už to vidím. Platba byla připsána \"včera\" ve 14:32, zůstatek je 0 Kč.",
    "Nemáte zač. Mohu pro Vás udělat ještě něco?",
    "Klient ověřen: [X] rodné číslo neposkytnuto, [X] heslo, [ ] PIN; viz postup {A-7}.",
    "Domluven technik na 21. 10. mezi 8:00 a 12:00, kontakt na místě: sousedka.",
    "Přepojím Vás na kolegu z oddělení reklamací, zůstaňte prosím na lince. 🎧",
    "Hezký den a ať slouží! 😊",
];

pub(super) const BOT: [&str; 7] = [
    "Dobrý den, jsem Žofie, digitální asistentka 🤖 Napište mi, s čím potřebujete pomoci.",
    "Rozumím tomu správně, že se ptáte na fakturu?",
    "Omlouvám se, tomu jsem nerozuměla. Zkuste to prosím říct jinak, třeba: \"Kdy dorazí můj \
     balík?\"",
    "Vaši zásilku doručíme zítra mezi 8. a 12. hodinou.\nČíslo zásilky: 3C0098123",
    "Fakturu najdete v klientské zóně → Dokumenty → Faktury [PDF].",
    "Otevírací doba: Po–Pá 8–18, So 9–12.",
    "Předávám Vás kolegovi. Prosím čekejte.",
];

pub(super) const SYSTEM: [&str; 4] = [
    "Všichni operátoři jsou momentálně zaneprázdněni. Vydržte prosím, jste v pořadí na {2}. místě.",
    "Tip: odpovědi na časté dotazy najdete na www.example.cz/dotazy",
    "Jste tam ještě? 🕐",
    "Hovor může být monitorován.",
];
