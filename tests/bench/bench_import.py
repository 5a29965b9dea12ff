"""Import in bulk: mixed wire files, made here, taken in once, again, and after a kill.

    python tests/bench/bench_import.py [NUMBER]

Prints one JSON object: seconds and files a second of the first import and of the second, which finds nothing new, the
seconds of an import that was killed half-way and then run again, and the peak memory of each in MB.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

WORDS = """brug haven markt kade vergadering school trein tunnel veerboot dijk molen plein raad gemeente provincie
burgemeester visser schipper bewoner boer leraar werk storing plan besluit opening sluiting onderhoud regen storm zon
wind water""".split()
PLACES = ("GOES", "HULST", "VEERE", "THOLEN", "MIDDELBURG", "BRESKENS", "DOMBURG")
SITE = """title = "Proef"
base_url = "https://proef.example"
language = "nl"
timezone = "Europe/Amsterdam"
sections = ["Regio", "Economie"]
[import.sections]
ECO = "Economie"
"""
START = datetime(2026, 5, 12, 9, 0)


def sentence(seed: int, length: int) -> str:
    """A sentence of made-up words that differs from seed to seed."""
    words = [WORDS[(seed * 7919 + at * 104729 + at * at * seed) % len(WORDS)] for at in range(length)]
    return " ".join(["De", str(seed), *words]) + "."


def copy(number: int) -> list[str]:
    return [" ".join(sentence(number * 31 + at * 3 + part, 14) for part in range(3)) for at in range(6)]


def page(number: int) -> str:
    article = "\n".join(copy(number))
    items = "".join(
        f"{p} (ANP) - {sentence(number * 5 + at, 12)}\n{at + 2} minuten geleden" for at, p in enumerate(PLACES)
    )
    return f"Kop {sentence(number, 4)[:-1]}\n{PLACES[number % 7]} (ANP) - {article}\nMeer uit Regio\n{items}\n"


def newsml(number: int) -> str:
    at = f"{START + timedelta(minutes=number):%Y%m%dT%H%M%S}+0200"
    body = "".join(f"<p>{text}</p>" for text in copy(number))
    return f"""<?xml version="1.0" encoding="utf-8"?>
<NewsML Version="1.2"><NewsEnvelope><DateAndTime>{at}</DateAndTime><Priority FormalName="3"/></NewsEnvelope><NewsItem>
<Identification><NewsIdentifier><ProviderId>ANP</ProviderId><DateId>{at[:8]}</DateId><NewsItemId>X-{number:07}</NewsItemId>
<RevisionId PreviousRevision="0" Update="N">1</RevisionId>
<PublicIdentifier>urn:newsml:anp.nl:{at[:8]}:X-{number:07}:1</PublicIdentifier>
</NewsIdentifier></Identification><NewsManagement><NewsItemType FormalName="News"/><FirstCreated>{at}</FirstCreated>
<ThisRevisionCreated>{at}</ThisRevisionCreated><Status FormalName="Usable"/></NewsManagement><NewsComponent><NewsLines>
<HeadLine>{sentence(number, 5)[:-1]}</HeadLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="ANP"/></Provider></AdministrativeMetadata>
<DescriptiveMetadata><Genre FormalName="ECO"/></DescriptiveMetadata><ContentItem>
<MediaType FormalName="Text"/><DataContent><nitf><body><body.content>{body}</body.content></body></nitf></DataContent>
</ContentItem></NewsComponent></NewsItem></NewsML>"""


def newsmlg2(number: int) -> str:
    at = f"{START + timedelta(minutes=number):%Y-%m-%dT%H:%M:%S}+02:00"
    body = "".join(f"<p>{text}</p>" for text in copy(number))
    return f"""<?xml version="1.0" encoding="utf-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:proef.example:{number}" version="1"
 standard="NewsML-G2" standardversion="2.28" xml:lang="nl">
<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:ANP"/>
<versionCreated>{at}</versionCreated><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><urgency>4</urgency>
<headline>{sentence(number, 5)[:-1]}</headline></contentMeta><contentSet><inlineXML contenttype="application/xhtml+xml">
<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html></inlineXML></contentSet></newsItem>"""


def ninjs(number: int) -> str:
    at = f"{START + timedelta(minutes=number):%Y-%m-%dT%H:%M:%S}+02:00"
    body = "".join(f"<p>{text}</p>" for text in copy(number))
    item = {
        "uri": f"urn:newsml:proef.example:n{number}",
        "type": "text",
        "versionCreated": at,
        "pubStatus": "usable",
        "copyrightHolder": "ANP",
        "headlines": [{"role": "main", "value": sentence(number, 5)[:-1]}],
        "bodies": [{"role": "html", "contentType": "text/html", "value": body}],
    }
    return json.dumps(item)


KINDS = ((newsml, "xml"), (newsmlg2, "xml"), (ninjs, "json"), (newsml, "xml"), (page, "txt"))


def deliver(folder: Path, number: int) -> None:
    """Writes `number` files; a fifth of them are pages of an article and seven items."""
    for at in range(number):
        make, ending = KINDS[at % len(KINDS)]
        place = folder / f"{at // 1000:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{at:06}.{ending}").write_text(make(at), "utf-8")


def command(site: Path, folder: Path) -> list[str]:
    made = ["--site", str(site), "--captured-at", "2026-05-12T09:00+02:00"]
    return [sys.executable, "-m", "sitegen", "import", *made, str(folder)]


def timed(site: Path, folder: Path) -> dict[str, float]:
    """Seconds, seconds of processor time and peak memory of one import."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    run = subprocess.run(command(site, folder), stderr=subprocess.PIPE, text=True, check=False)
    seconds = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(run.stderr.strip().splitlines()[-1], file=sys.stderr)
    return {"seconds": round(seconds, 2), "cpu": round(cpu, 2), "peak_mb": round(after.ru_maxrss / 1024)}


def stories(site: Path) -> dict[str, bytes]:
    return {f.relative_to(site).as_posix(): f.read_bytes() for f in (site / "content").rglob("*.md")}


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        deliver(root / "in", number)
        for site in ("whole", "killed"):
            (root / site / "content").mkdir(parents=True)
            (root / site / "content" / "site.toml").write_text(SITE)
        time.sleep(2.5)  # a file that changed just now is read again, which would be measured instead
        told: dict[str, object] = {"files": number, "cores": os.cpu_count()}
        first = timed(root / "whole", root / "in")
        told["first"] = {**first, "files_a_second": round(number / first["seconds"])}
        told["second"] = timed(root / "whole", root / "in")
        # In a session of its own, so that its processes can be ended with it.
        killed = subprocess.Popen(
            command(root / "killed", root / "in"), stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(first["seconds"] / 2)
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()
        there = len(list((root / "killed" / "content").rglob("*.md")))
        told["killed"] = {"stories_there": there, "then": timed(root / "killed", root / "in")}
        (root / "whole" / ".sitegen" / "import.db").unlink()
        told["without_its_ledger"] = timed(root / "whole", root / "in")
        # Last: what is started afterwards would be said to be as large as this program then is.
        told["same_content"] = stories(root / "whole") == stories(root / "killed")
        shutil.rmtree(root / "killed")
    print(json.dumps(told))


if __name__ == "__main__":
    main()
