"""What a text says anew."""

from reports.sentences import rewriting, sentences


def test_a_text_is_cut_at_its_sentences_and_its_lines():
    text = "Deux postes, dont 1,5 ETP. L’équipe est au complet\u00a0!\n- un\n- deux\n\nFin"

    assert sentences(text) == [
        "Deux postes, dont 1,5 ETP.", "L’équipe est au complet\u00a0!", "- un", "- deux", "Fin",
    ]  # fmt: skip


def test_only_what_moved_is_to_be_read_again():
    before = "Le service compte deux postes. Il ouvre le lundi. Rien d’autre."
    after = "Le service compte trois postes. Il ouvre le lundi. Rien d’autre. Et ensuite."

    told = rewriting(before, after)

    assert told.gone == ("Le service compte deux postes.",)
    assert told.come == ("Le service compte trois postes.", "Et ensuite.")
