"""Caddy and nginx as commands, each with a file of its own in a folder: to try docs/deploy, and for `make lake`."""

from pathlib import Path


def caddy(folder: Path, site: str, *, https: str) -> list[str]:
    """site: of a Caddyfile; https: off, or disable_redirects."""
    options = f"{{\n\tadmin off\n\tauto_https {https}\n\tstorage file_system {folder}\n}}\n"
    (folder / "Caddyfile").write_text(options + site, encoding="utf-8")
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


def nginx(folder: Path, servers: str) -> list[str]:
    """servers: what stands in its http block."""
    own = "".join(
        f"{each}_temp_path {folder}/{each};\n" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"daemon off;\npid {folder}/nginx.pid;\nevents {{}}\nhttp {{\n{own}{servers}\n}}\n"
    (folder / "nginx.conf").write_text(whole, encoding="utf-8")
    return ["nginx", "-e", "stderr", "-c", str(folder / "nginx.conf")]
