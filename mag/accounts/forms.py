"""What the pages about people ask."""

from mag.accounts.roles import ROLE_LABELS, Role
from mag.web.forms import BaseForm, EmailField, PasswordField, SearchForm, SelectField, TextField

ROLE_CHOICES = [(role.value, label) for role, label in ROLE_LABELS.items()]
NEW_PASSWORD_HINT = "Minstens 12 tekens. Een zinnetje is goed te onthouden en moeilijk te raden."


class LinkForm(BaseForm):
    """Have a link mailed."""

    email = EmailField("Uw e-mailadres", id="link-email", autocomplete="email", width=20, missing="Vul uw e-mailadres in.")


class PasswordForm(BaseForm):
    """Sign in with a password."""

    email = EmailField("Uw e-mailadres", autocomplete="username", width=20, missing="Vul uw e-mailadres in.")
    password = PasswordField("Uw wachtwoord", autocomplete="current-password")


class ButtonForm(BaseForm):
    """A button that does one thing: no questions, but with the token and the key every form carries."""


class NewPasswordForm(BaseForm):
    """Choose a password after a mailed link."""

    password = PasswordField("Uw nieuwe wachtwoord", hint=NEW_PASSWORD_HINT, autocomplete="new-password", missing="Kies een wachtwoord.")


class ChangePasswordForm(BaseForm):
    """Change one's own password."""

    current = PasswordField("Uw huidige wachtwoord", autocomplete="current-password", missing="Typ uw huidige wachtwoord.")
    password = PasswordField(
        "Uw nieuwe wachtwoord", hint=NEW_PASSWORD_HINT, autocomplete="new-password", missing="Kies een nieuw wachtwoord."
    )


class NameForm(BaseForm):
    """Change one's own name."""

    name = TextField("Uw naam", autocomplete="name", width=20, missing="Vul uw naam in.")


class InviteForm(BaseForm):
    """Invite a colleague."""

    name = TextField("Naam", width=20, missing="Vul de naam van uw collega in.")
    email = EmailField("E-mailadres", width=20, missing="Vul het e-mailadres van uw collega in.")
    role = SelectField("Rol", choices=ROLE_CHOICES, coerce=Role, missing="Kies een rol.", width=20)


class RoleForm(BaseForm):
    """Give a colleague one more role."""

    role = SelectField("Rol erbij geven", choices=ROLE_CHOICES, coerce=Role, missing="Kies een rol.", width=20)


class PeopleSearchForm(SearchForm):
    """Look somebody up in the list."""

    woorden = TextField("Zoek op naam of e-mailadres", optional=True, width=20)
