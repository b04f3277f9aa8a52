from __future__ import annotations

import pytest

from generator.language import detect_language
from tests.sites import REPOSITORY

HEADLINES = [
    line.split(" ", 1) for line in (REPOSITORY / "tests/cases/languages/headlines.txt").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("ar", "الحكومة تريد تغيير القانون قبل نهاية العام"),
        ("ar", "لماذا لا يصل القطار في موعده"),
        ("ca", "El govern vol canviar la llei abans de final d'any"),
        ("ca", "Per què no és bo per als nens i els seus pares"),
        ("cs", "Proč to není dobré pro děti a jejich rodiče"),
        ("cs", "Vláda chce změnit zákon ještě do konce roku"),
        ("da", "Derfor er det ikke godt for børn at sidde stille"),
        ("da", "Ministeren siger, at det ikke er hans skyld"),
        ("de", "Die Regierung will das Gesetz noch in diesem Jahr ändern"),
        ("de", "Warum der Zug nicht kommt und was das kostet"),
        ("el", "Γιατί δεν έρχεται το τρένο"),
        ("el", "Η κυβέρνηση θέλει να αλλάξει τον νόμο"),
        ("en", "Scientists find a new planet near the sun"),
        ("en", "The mayor said that it was not his fault"),
        ("es", "El gobierno aprueba la nueva ley de costas"),
        ("es", "Los vecinos piden que se abra el parque"),
        ("fa", "دولت می‌خواهد قانون را تا پایان سال تغییر دهد"),
        ("fa", "چرا قطار نمی‌آید"),
        ("fi", "Hallitus haluaa muuttaa lakia ennen vuoden loppua"),
        ("fi", "Miksi juna ei tule ja mitä se maksaa"),
        ("fr", "Le gouvernement veut changer la loi avant la fin de l'année"),
        ("fr", "Les habitants ne sont pas d'accord avec la mairie"),
        ("he", "הממשלה רוצה לשנות את החוק"),
        ("he", "למה הרכבת לא מגיעה"),
        ("hi", "ट्रेन क्यों नहीं आती"),
        ("hi", "सरकार साल के अंत तक कानून बदलना चाहती है"),
        ("hu", "A kormány az év végéig meg akarja változtatni a törvényt"),
        ("hu", "Miért nem jó ez a gyerekeknek és a szülőknek"),
        ("it", "I cittadini non sono d'accordo con il sindaco della città"),
        ("it", "Il governo vuole cambiare la legge entro la fine dell'anno"),
        ("ja", "なぜ電車は来ないのか"),
        ("ja", "政府は年内に法律を改正する方針"),
        ("ko", "기차가 오지 않는 이유"),
        ("ko", "정부, 연말까지 법 개정 추진"),
        ("nb", "Derfor er det ikke bra for barn å sitte stille"),
        ("nb", "Regjeringen vil endre loven før årets slutt"),
        ("nl", "De regering wil de wet nog dit jaar veranderen"),
        ("nl", "Waarom het niet goed gaat met de bijen in ons land"),
        ("pl", "Dlaczego nie jest to dobre dla dzieci i ich rodziców"),
        ("pl", "Rząd chce zmienić ustawę jeszcze w tym roku"),
        ("pt", "O governo quer mudar a lei até o fim do ano"),
        ("pt", "Os moradores não concordam com a decisão da prefeitura"),
        ("ro", "De ce nu este bine pentru copii și pentru părinți"),
        ("ro", "Primarul spune că nu este vina lui și pleacă"),
        ("ru", "Почему это не так хорошо для детей и их родителей"),
        ("ru", "Правительство хочет изменить закон до конца года"),
        ("sv", "Därför är det inte bra för barn att sitta still"),
        ("sv", "Regeringen vill ändra lagen före årets slut"),
        ("th", "ทำไมรถไฟไม่มา"),
        ("th", "รัฐบาลต้องการเปลี่ยนกฎหมาย"),
        ("tr", "Bu neden çocuklar için iyi bir şey değil"),
        ("tr", "Yeni yasa hem çocuklar hem de büyükler için daha iyi olacak"),
        ("uk", "Уряд хоче змінити закон до кінця року"),
        ("uk", "Чому це не дуже добре для дітей та їхніх батьків"),
        ("vi", "Chính phủ muốn thay đổi luật trước cuối năm"),
        ("vi", "Tại sao điều này không tốt cho trẻ em"),
        ("zh", "政府计划年底前修改法律"),
        ("zh", "火车为什么没有来"),
    ],
)
def test_a_headline_tells_its_language(language: str, headline: str) -> None:
    assert detect_language(headline, "en") == language
    assert detect_language(headline, "de") == language


@pytest.mark.parametrize(
    "text", ["", "12345", "!!!", "Apple", "Volvo XC90", "La La Land", "Die Hard", "El Niño", "🐧🐧"]
)
@pytest.mark.parametrize("default", ["en", "es", "ja"])
def test_a_text_that_does_not_tell_is_in_the_language_of_the_site(text: str, default: str) -> None:
    assert detect_language(text, default) == default


@pytest.mark.parametrize("default", ["en", "de", "pt-BR", "ru", "zh"])
def test_headlines_without_small_words_tell_their_language(default: str) -> None:
    missed = [(code, text) for code, text in HEADLINES if detect_language(text, default).partition("-")[0] != code]
    assert len(HEADLINES) >= 140
    assert len(missed) <= 1, missed


def test_a_name_does_not_tell_a_language() -> None:
    assert detect_language("Kim Jong-un", "en") == "en"


@pytest.mark.parametrize(
    ("default", "text"),
    [
        ("en-GB", "The mayor said that it was not his fault"),
        ("pt-BR", "O governo quer mudar a lei até o fim do ano"),
        ("zh-Hant-TW", "政府計畫年底前修改法律"),
        ("no", "Derfor er det ikke bra for barn å sitte stille"),
        ("mr", "सरकार वर्षाच्या अखेरीस कायदा बदलणार"),
        ("ms", "Kerajaan mahu mengubah undang-undang sebelum akhir tahun"),
        ("ja", "東京都知事選挙結果発表"),
    ],
)
def test_a_text_in_the_language_of_the_site_keeps_its_region(default: str, text: str) -> None:
    assert detect_language(text, default) == default


def test_a_quotation_does_not_decide() -> None:
    text = (
        "The minister left without a word for those who had waited, but on the wall behind him somebody had written "
        "«el pueblo unido jamás será vencido», and that was the picture that went around the world."
    )
    assert detect_language(text, "de") == "en"


def test_a_name_in_another_script_does_not_decide() -> None:
    assert (
        detect_language("The city of Tokyo (東京) has opened a new library for the people of the harbour", "de") == "en"
    )


def test_japanese_is_told_from_chinese_by_its_syllables() -> None:
    assert detect_language("東京都知事選挙の結果を受けて記者会見", "en") == "ja"
    assert detect_language("東京都知事選舉結果公布", "en") == "zh"


def test_a_long_text_is_told_by_its_beginning() -> None:
    assert detect_language("The mayor said that it was not his fault. " * 100 + "Это не так. " * 1000, "de") == "en"


def test_the_same_text_always_has_the_same_language() -> None:
    assert len({detect_language("de la en un no", "xx") for _ in range(5)}) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("am", "መንግሥት ሕጉን መለወጥ ይፈልጋል"),
        ("bg", "Правителството иска да промени закона до края на годината"),
        ("bn", "সরকার আইন পরিবর্তন করতে চায়"),
        ("hy", "Կառավարությունը ցանկանում է փոխել օրենքը"),
        ("id", "Pemerintah ingin mengubah undang-undang sebelum akhir tahun"),
        ("ka", "მთავრობას სურს კანონის შეცვლა"),
        ("km", "រដ្ឋាភិបាលចង់កែប្រែច្បាប់"),
        ("lo", "ລັດຖະບານຢາກປ່ຽນກົດໝາຍ"),
        ("my", "အစိုးရသည် ဥပဒေကို ပြောင်းလဲလိုသည်"),
        ("ta", "அரசு சட்டத்தை மாற்ற விரும்புகிறது"),
    ],
)
def test_more_languages_are_told(language: str, text: str) -> None:
    assert detect_language(text, "en") == language


@pytest.mark.parametrize(
    "text",
    [
        "Donife risenutu gone lesu taseso gafubo taru cabonave laduge",
        "Zhengfu jihua zai niandi qian xiugai falu",
        "Giati den erchetai to treno simera",
    ],
)
def test_what_no_language_looks_like_is_in_the_language_of_the_site(text: str) -> None:
    assert detect_language(text, "en") == "en"


def test_a_site_in_a_language_that_is_not_told_keeps_its_own_texts() -> None:
    galician = (
        "O concello da vila aprobou onte as obras da nova biblioteca, que abrirá as súas portas na primavera. "
        "Os veciños levaban dez anos agardando por ela e moitos deles acudiron ao pleno."
    )
    english = (
        "The town council has approved the plans for a new library, which will open its doors in the spring. "
        "People had been waiting for it for ten years, and many of them came to the meeting."
    )
    assert detect_language(galician, "gl") == "gl"
    assert detect_language(english, "gl") == "en"
