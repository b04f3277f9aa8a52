"""Words that tell what a tag may be made of, by language, besides the lists of stop words."""

from __future__ import annotations

_SMALL_WORDS = (
    "a about above across after again against all almost along also although always am among an and another any"
    " anyone anything are aren't around as at away back be because become been before behind being below between"
    " both but by can can't cannot could couldn't did didn't do does doesn't doing don't done down during each"
    " either else enough even ever every everyone everything few for former from further get give go good got"
    " great had hadn't has hasn't have haven't having he he's hence her here hers herself him himself his how"
    " however i i'd i'll i'm i've if in indeed instead into is isn't it it's its itself just keep know last later"
    " latest least less let let's like likely look made make making many may maybe me meanwhile might more"
    " moreover most mostly mr mrs ms much must my myself near need neither never nevertheless next no nobody none"
    " nor not nothing now of off often oh ok okay old on once one only onto or other others otherwise our ours"
    " ourselves out over own per perhaps please quite rather really said same say says see seem several shall she"
    " she's should shouldn't since so some someone something sometimes soon still such sure take than thank thanks"
    " that that's the their theirs them themselves then there there's therefore these they they're they've thing"
    " things think this those though three through throughout thus to today together tomorrow tonight too toward"
    " towards two under unless until up upon us use used using very via want was wasn't way we we'll we're we've"
    " well went were weren't what what's whatever when whenever where whereas wherever whether which while who"
    " who's whole whom whose why will with within without won't would wouldn't yes yesterday yet you you'll you're"
    " you've your yours yourself"
)
ENGLISH_SMALL_WORDS = frozenset(_SMALL_WORDS.split())
"""The list of English stop words has `world`, `home` and `state` too. With a capital letter only these are stop words,
so that `World Cup`, `Home Depot` and `United States` are phrases.
"""
_PASTS = (
    "became began bought broke brought came caught chose drew drove dug fell fled flew fought found froze gave"
    " grew held hung kept knew lent met paid ran rang rode rose sang sank sat sent shook slept sold sought spent"
    " spoke spun stole stood struck stuck swam swept swore taught thought threw told took tore understood went"
    " woke won wore wrote"
)
ENGLISH_PASTS = frozenset(_PASTS.split())
"""Of the verbs without `-ed`; none that is a noun or an adjective as well."""
_BEFORE_NOUNS = {
    "fr": "le la les l un une des du de d au aux ce cet cette ces son sa ses leur leurs notre nos mon ma mes votre vos"
    " en dans par pour sur sous avec sans chez entre contre vers depuis selon tout toute tous toutes",
    "pt": "o a os as um uma uns umas do da dos das de no na nos nas em num numa ao aos à às pelo pela pelos pelas este"
    " esta estes estas esse essa seu sua seus suas por para com sem sobre entre contra cada dum duma",
    "es": "el la los las un una unos unas del de al este esta estos estas ese esa su sus en por para con sin sobre"
    " entre contra cada según",
    "it": "il lo la i gli le l un uno una del dello della dei degli delle di d al allo alla ai agli alle nel nella nei"
    " nelle sul sulla dal dalla questo questa suo sua suoi sue in per con su tra fra da ogni all dell nell sull"
    " dall",
}
BEFORE_NOUNS = {lang: frozenset(words.split()) for lang, words in _BEFORE_NOUNS.items()}
"""Articles, prepositions and the like of languages whose nouns hardly ever stand without one."""
CAPITAL_NOUNS = frozenset({"de", "lb"})
"""Languages that write nouns with a capital letter."""
_MORE_STOP_WORDS = {
    "de": "mehr bereits dabei jahr jahre jahren heute gestern morgen laut sagte sagt neue neuen neuer neues erste"
    " ersten erster zwei drei vier fünf viele vielen immer schon rund seit wurde wurden worden ende million"
    " millionen milliarden euro prozent uhr tag tage tagen woche wochen monat monate etwa jedoch allerdings zudem"
    " gibt geht kommt macht ganz beim gegenüber weitere weiteren zeit teil ersten letzten vergangenen deutlich"
    " derzeit künftig unter anderem",
    "en": "second third fourth fifth sixth seventh eighth ninth tenth",
    "es": "anunció mañana año años día días mes meses semana semanas hora horas millón millones mil euros grande ayer"
    " dijo según ciento lunes martes miércoles jueves viernes sábado domingo vez veces parte",
    "fr": "annoncé annonce an ans année années mois semaine semaines jour jours heure heures matin soir hier demain"
    " aujourd'hui aujourd jamais déjà toujours ainsi afin notamment toutefois cependant lorsque selon environ"
    " presque parfois souvent premier première premiers dernier dernière derniers nouvelle nouvelles grand grande"
    " grands grandes certains certaines plusieurs deux trois quatre cinq six sept huit neuf dix douze vingt cent"
    " mille million millions milliard milliards euro euros fois partie déclaré déclare expliqué indiqué affirmé"
    " ajouté précisé estime dit pourrait pourraient doit devrait devraient prochain prochaine prochains lundi"
    " mardi mercredi jeudi vendredi samedi dimanche également chaque beaucoup",
    "it": "anno anni mese mesi settimana giorno giorni ora ore oggi ieri domani milione milioni miliardi euro mila"
    " cento annunciato detto ha dice nuova nuovo nuovi nuove grande grandi prima primo può possono fatto meno"
    " circa quasi volta volte parte ultimo ultima ultimi ultime scorso scorsa queste questi",
    "pt": "ano anos mês meses semana semanas dia dias hora horas manhã tarde noite hoje ontem amanhã ainda sempre nunca"
    " três quatro cinco seis sete oito nove dez cento cem mil milhão milhões bilhões euro euros vez vezes parte"
    " cerca quase apenas outra outros outras todas vai vão podem disse diz afirma afirmou anunciou anuncia segundo"
    " nova novas novos grande grandes primeira primeiro primeiros última último últimos nesta neste nestas nestes"
    " nessa nesse desta deste dessa desse daquele daquela através sendo feito boa bom próximo próxima segunda"
    " terça quarta quinta sexta",
}
MORE_STOP_WORDS = {lang: frozenset(words.split()) for lang, words in _MORE_STOP_WORDS.items()}
"""Words of time, amount and speech that news is full of, and others that the lists of stop words leave out."""
