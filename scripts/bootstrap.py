"""Set up and run Handsong on a machine that has nothing but Python 3.11 or newer.

`make` only calls this file, so everything works without make too:
`python3 scripts/bootstrap.py run`. It uses the standard library alone.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
NODE_MODULES = ROOT / "node_modules"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Chromium draws no letters without one font on the machine; the pages bring their own.
BASE_FONTS = ("DejaVuSans", "NotoSans", "LiberationSans")
SYSTEM_PACKAGES = ("chromium", "fonts-dejavu-core")


def main(words: list[str]) -> int:
    """Carry out one command of the Makefile and return its exit status."""
    commands = {
        "setup": setup,
        "run": run,
        "test": test,
        "check": check,
        "fix": fix,
        "demo": demo,
        "bench": bench,
        "prove": prove,
        "lock": lock,
    }
    if len(words) != 1 or words[0] not in commands:
        print(f"Say one of: {', '.join(commands)}.", file=sys.stderr)
        return 2
    try:
        return commands[words[0]]()
    except subprocess.CalledProcessError as error:
        return error.returncode or 1
    except KeyboardInterrupt:
        return 130


def setup() -> int:
    """Install what developing needs, then prepare content and static files."""
    install("dev")
    return prepare()


def run() -> int:
    """Set up what running needs and serve one household on this machine."""
    install("app")
    prepare()
    return call(BIN / "handsong", "serve")


def demo() -> int:
    """Serve an invented household, kept apart from the real one."""
    install("app")
    prepare()
    return call(BIN / "python", "scripts/demo.py")


def test() -> int:
    """Set up everything and run every check and every test."""
    setup()
    need_browser()
    need_node_modules()
    return check() or test_python() or test_on_postgresql() or test_scripts() or test_journeys()


def check() -> int:
    """Lint, types, walls, content and freshness; what `make test` runs first."""
    setup()
    need_node_modules()
    return call(BIN / "python", "scripts/check.py")


def fix() -> int:
    """Format, mend what can be mended, and write generated files anew."""
    setup()
    need_node_modules()
    return call(BIN / "python", "scripts/check.py", "--fix")


def bench() -> int:
    """Measure, print a table and write bench/results.json."""
    setup()
    need_browser()
    return call(BIN / "python", "bench/run.py")


def prove() -> int:
    """Run the heavy proofs in full, one line each."""
    setup()
    return call(BIN / "python", "-m", "tests.proof")


def test_python() -> int:
    """Run the tests of the craft, the content and the pages on SQLite."""
    return call(BIN / "python", "-m", "pytest", "-n", "2", "--ignore", "tests/e2e")


def test_journeys() -> int:
    """Run the journeys in a real browser, in processes that hold no database of their own."""
    return call(BIN / "python", "-m", "pytest", "-n", "2", "--dist", "loadfile", "tests/e2e")


def test_on_postgresql() -> int:
    """Run the tests of the pages once more on a real PostgreSQL, which comes from a wheel."""
    return call(
        BIN / "python", "scripts/with_postgresql.py",
        BIN / "python", "-m", "pytest", "-n", "2", "-m", "not household", "tests/web",
    )  # fmt: skip


def test_scripts() -> int:
    """Run the tests of the browser's own code with Node's own runner."""
    return call(BIN / "node", "--test", "tests/js/*.test.js")


def lock() -> int:
    """Resolve the requirements anew and write them with hashes and without addresses."""
    install("dev")
    for group, extras in (("app", ()), ("service", ("service",)), ("dev", ("service", "dev"))):
        with_extras = [word for extra in extras for word in ("--extra", extra)]
        same_versions = ["--constraint", "requirements/app.txt"] if extras else []
        call(
            BIN / "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
            "--generate-hashes", "--no-header", "--no-annotate", "--upgrade",
            *with_extras, *same_versions, "pyproject.toml",
            "--output-file", f"requirements/{group}.txt",
        )  # fmt: skip
    return 0


def install(group: str) -> None:
    """Make the environment hold exactly the locked packages of a group, once per lock."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file also runs where nothing was checked yet
        sys.exit(f"Handsong needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if is_installed(group):
        return
    say(f"Setting up Handsong in {ENVIRONMENT.name} (the first time takes a minute)")
    if not (BIN / "python").exists():
        try:
            venv.create(ENVIRONMENT, with_pip=True)
        except (subprocess.CalledProcessError, ImportError):
            shutil.rmtree(ENVIRONMENT, ignore_errors=True)
            sys.exit("Python cannot make an environment here. Install python3-venv, then try again.")
    pip("install", "--require-hashes", "--requirement", f"requirements/{group}.txt")
    pip("install", "--no-deps", "--no-build-isolation", "--editable", ".")
    stamp(group).write_text(fingerprint(group), encoding="utf-8")


def is_installed(group: str) -> bool:
    """Say whether the environment already holds this group, or the larger one that includes it."""
    return any(
        stamp(name).exists() and stamp(name).read_text(encoding="utf-8") == fingerprint(name)
        for name in ((group, "dev") if group != "dev" else ("dev",))
    )


def stamp(group: str) -> Path:
    """Return the file that remembers what was installed."""
    return ENVIRONMENT / f".{group}-installed"


def fingerprint(group: str) -> str:
    """Return what must stay the same for an installation to be current."""
    digest = hashlib.sha256(str(sys.version_info[:2]).encode())
    for name in (f"requirements/{group}.txt", "pyproject.toml", "CHANGELOG.md"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def pip(*words: str) -> None:
    """Run pip quietly inside the environment."""
    quiet = ("-qq", "--disable-pip-version-check")
    subprocess.run([BIN / "python", "-m", "pip", *words, *quiet], check=True, cwd=ROOT)


def prepare() -> int:
    """Compile the content and gather the static files; quick when nothing changed."""
    return call(BIN / "handsong", "prepare")


def need_node_modules() -> None:
    """Install the locked development tools of the browser's code, once per lock."""
    remembered = NODE_MODULES / ".installed"
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if remembered.exists() and remembered.read_text(encoding="utf-8") == wanted:
        return
    call(BIN / "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
    remembered.write_text(wanted, encoding="utf-8")


def need_browser() -> None:
    """Have a browser and a base font, or stop with the one command to type."""
    if has_browser() and has_font():
        return
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *SYSTEM_PACKAGES]
    as_root = [] if hasattr(os, "geteuid") and os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if shutil.which("apt-get") and (not as_root or shutil.which("sudo")):
        say("Installing a browser and a font for the tests")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*as_root, "apt-get", "update"], check=False, **quiet)
        subprocess.run([*as_root, *command], check=False, **quiet)
    if not (has_browser() and has_font()):
        sys.exit(
            "The tests need Chromium and a base font. Type this once, then try again:\n"
            f"  sudo {' '.join(command)}"
        )


def has_browser() -> bool:
    """Say whether a Chromium is on the path."""
    return any(shutil.which(name) for name in BROWSERS)


def has_font() -> bool:
    """Say whether the machine has a base font to fall back on."""
    folders = (Path("/usr/share/fonts"), Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    return any(
        path.name.startswith(BASE_FONTS)
        for folder in folders
        if folder.exists()
        for path in folder.rglob("*.tt[fc]")
    )


def call(program: Path, *words: str | Path) -> int:
    """Run a program of the environment in the project's folder and return its status."""
    search = os.pathsep.join((str(BIN), os.environ.get("PATH", "")))
    status = subprocess.run([program, *words], cwd=ROOT, env={**os.environ, "PATH": search}, check=False)
    return status.returncode


def say(text: str) -> None:
    """Tell the person at the terminal what is going on."""
    print(f"{text} …", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
