"""The council's own words, in plain English."""

from data.contracts.base import Contract, Shared, column


class Glossary:
    """One row for each word."""

    term = column(
        "text",
        "The word or abbreviation, as it stands on a page.",
        example="MyWendlebury",
        required=True,
        also="word, abbreviation, acronym, expression, name",
    )
    plain_words = column(
        "text",
        "What it means, in a sentence that anybody understands.",
        example="The account with which residents use the council's online services.",
        required=True,
        also="meaning, definition, explanation, plain_english, what_it_means, description",
    )
    also_called = column(
        "text",
        "Other words for the same, with ; between.",
        example="resident account; customer account",
        also="other_names, synonyms, aliases, full_name_of_term, stands_for, see_also",
    )


GLOSSARY = Contract(
    kind="glossary",
    title="Glossary",
    purpose="The council's own words and abbreviations in plain English; they win over those that are built in.",
    model=Glossary,
    part=("word", "words"),
    slice_sql="lower(trim(term))",
    identity=("term",),
    shared=Shared(("term", "plain_words", "also_called")),
)
