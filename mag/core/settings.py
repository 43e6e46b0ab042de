"""What differs per installation, read once at the start: TOML from ``config/settings``, then the environment.

Every setting can be given as ``MAG_<NAME>``; the environment wins. A wrong value is refused with its name.
"""

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "config" / "settings"


class Settings(BaseSettings):
    """The settings of one installation."""

    model_config = SettingsConfigDict(env_prefix="MAG_", extra="ignore")

    environment: Literal["demo", "production", "test"] = "production"
    database_url: str = ""
    var: Path = ROOT / "var"
    secret_key: SecretStr = SecretStr("")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    base_url: str = ""
    proxies: int = Field(default=0, ge=0, le=5)
    smtp_host: str = "127.0.0.1"
    smtp_port: int = Field(default=25, ge=1, le=65535)
    mail_from: str = "MAG <mag@example.test>"
    name: str = "Maatschappelijke Agenda"
    phone: str = "0184 00 00 00"
    debtor_name: str = ""
    debtor_iban: str = ""
    sepa_version: Literal["pain.001.001.03", "pain.001.001.09"] = "pain.001.001.03"
    upload_megabytes: int = Field(default=15, ge=1, le=100)
    import_behind_megabytes: int = Field(default=4, ge=0, le=100)
    secure_cookies: bool = True
    argon2_fast: bool = False
    demo_password: str = ""

    @field_validator("secret_key")
    @classmethod
    def _not_default(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and len(value.get_secret_value()) < 32:
            raise ValueError("secret_key needs at least 32 characters")
        return value

    @property
    def sqlalchemy_url(self) -> str:
        """The database address: the one that was set, or an SQLite file under ``var``."""
        return self.database_url or f"sqlite:///{self.var / 'mag.sqlite'}"

    @property
    def files(self) -> Path:
        """Where stored files live, by their hash."""
        return self.var / "files"

    @property
    def address(self) -> str:
        """The address people reach this installation on, without a slash at the end."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")


def read_settings(environment: str | None = None, **overrides: Any) -> Settings:
    """Read ``config/settings/<environment>.toml`` and the environment variables.

    Raises ``pydantic.ValidationError`` with the name of a wrong setting.
    """
    name = environment or os.environ.get("MAG_ENVIRONMENT", "production")
    path = SETTINGS / f"{name}.toml"
    values: dict[str, Any] = tomllib.loads(path.read_text()) if path.exists() else {}
    given = {key.removeprefix("MAG_").lower() for key in os.environ if key.startswith("MAG_")}
    values = {key: value for key, value in values.items() if key not in given}
    return Settings(**{"environment": name, **values, **overrides})
