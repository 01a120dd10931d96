"""A process full of clerks, to be killed: three register people, one takes rosters in.

Each tells its standard output what was acknowledged, after it was acknowledged:
``saved <member id> <name>`` and ``imported <batch id> <rows>``.
"""

from __future__ import annotations

import os
import random
import sys
import threading
from itertools import count

from stdnum.cn import ric

from config import settings
from db import imports, members, schema
from db.import_rows import Incoming
from db.session import writing
from rules.access import CONSOLE

SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋"
ROSTER_ROWS = 150
HEADINGS = {"name": 0, "id_no": 1, "mobile": 2}


def main(unit_id: int, seed: int) -> None:
    schema.open_office(settings())
    dice = random.Random(seed)
    numbers = count(seed * 100_000)
    taking = threading.Lock()

    def person() -> tuple[str, str]:
        with taking:
            serial = next(numbers)
            name = dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(GIVEN)
        day, order = divmod(serial, 900)
        stem = f"110101{1950 + day // 336 % 50}{day // 28 % 12 + 1:02}{day % 28 + 1:02}{order:03}"
        return name, stem + ric.calc_check_digit(stem + "0")

    def tell(*words: object) -> None:
        os.write(sys.stdout.fileno(), (" ".join(map(str, words)) + "\n").encode())

    def register() -> None:
        while True:
            name, id_no = person()
            values = {"name": name, "id_no": id_no, "mobile": "13800138000"}
            with writing(CONSOLE, f"chaos-{id_no}") as session:
                key = members.register(session, unit_id, values)
            tell("saved", key, name)

    def take_rosters() -> None:
        while True:
            rows = [(n, (*person(), "13900139000")) for n in range(2, ROSTER_ROWS + 2)]
            incoming = Incoming(rows.copy, HEADINGS, unit_id, "roster.xlsx")
            with writing(CONSOLE) as session:
                batch = imports.take_in(session, imports.MEMBERS, incoming)
            tell("imported", batch.id, batch.counts.new)

    clerks = [threading.Thread(target=work) for work in (*(register,) * 3, take_rosters)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
