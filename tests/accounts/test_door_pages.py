"""The door as a visitor meets it."""

from flask.testing import FlaskClient

from tests.web_client import post


def test_the_page_to_sign_in_shows_both_ways(client: FlaskClient) -> None:
    page = client.get("/inloggen")
    assert page.status_code == 200
    assert "Stuur mij een link" in page.text and "Wachtwoord vergeten?" in page.text


def test_an_empty_form_is_shown_again_with_a_sentence(client: FlaskClient) -> None:
    page = post(client, "/inloggen/link", {"email": ""}, form_at="/inloggen")
    assert page.status_code == 422
    assert "Vul uw e-mailadres in." in page.text
