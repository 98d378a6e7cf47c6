"""Files of radial velocities in the forms that are in use, and what they hold.

Writes some fifty small files to Tests/Fixtures/velocities, each of the same twelve velocities of HD 164922 (Fulton et al. 2016),
in the form of a program, an archive or a habit: radvel, orvara, juliet, Systemic, DACE, the HARPS pipeline, VizieR, the journals'
machine-readable tables, the NASA Exoplanet Archive, and what people write by hand. Each file is then read by a program that is not
Apus: astropy (csv, tab, rdb, ipac, cds, fixed width, commented headers), pandas, or Python's own split and float. What that finds,
scaled to m/s, goes to Tests/Reference/velocity-files.json with the zero of the times that the file states. Takes three seconds.

    pip install astropy==7.2.3 numpy==2.4.6 pandas==3.1.1 && python Scripts/reference/velocity-files.py
"""

import csv
import io
import json
import pathlib
import warnings

import numpy as np
import pandas
from astropy.io import ascii

warnings.filterwarnings("ignore")
ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "Tests" / "Fixtures" / "velocities"

with open(ROOT / "Examples" / "Data" / "hd164922.csv") as file:
    LINES = list(csv.reader(file))[1:]
# Four velocities of each of the three instruments, in the digits that a table has.
ROWS = []
for name in ["k", "j", "a"]:
    for time, velocity, error, _ in [line for line in LINES if line[3] == name][:4]:
        ROWS.append((f"{float(time):.6f}", f"{float(velocity):.3f}", f"{float(error):.3f}", name))

EXPECTED = {}


def shifted(zero, digits=6):
    """The times as days from another zero."""
    return [f"{float(row[0]) - zero:.{digits}f}" for row in ROWS]


def scaled(factor, digits=6):
    """Velocities and errors in another unit, as text."""
    return [(f"{float(row[1]) * factor:.{digits}f}", f"{float(row[2]) * factor:.{digits}f}") for row in ROWS]


def table(separator, rows, header=None, end="\n"):
    lines = ([header] if header else []) + [separator.join(row) for row in rows]
    return end.join(lines) + end


def write(name, content, read, names=None, frame="JD", zero=0, factor=1, error_factor=None, instruments=None):
    """Writes a file, reads it by another program, and notes what that found.

    `read` takes the path and gives times, velocities and errors as lists of floats, and perhaps instruments. `zero` is None where
    the file does not state it.
    """
    data = content if isinstance(content, bytes) else content.encode()
    assert len(data) <= 2048, (name, len(data))
    path = FOLDER / name
    path.write_bytes(data)
    found = read(path)
    scale = (lambda x: x / 100) if factor == 0.01 else (lambda x: x * factor)
    error_scale = scale if error_factor is None else (lambda x: x * error_factor)
    base = name.rsplit(".", 1)[0]
    labels = [str(x) for x in found[3]] if len(found) > 3 else instruments or [base] * len(found[0])
    EXPECTED[name] = {
        "times": [float(x) for x in found[0]], "velocities": [scale(float(x)) for x in found[1]],
        "errors": [error_scale(float(x)) for x in found[2]], "instruments": labels,
        "frame": frame if zero is not None else "", "zero": zero or 0,
    }


def by_astropy(*columns, **options):
    def read(path):
        found = ascii.read(path, guess=False, fast_reader=False, **options)
        keys = [found.colnames[c] if isinstance(c, int) else c for c in columns]
        return [list(found[key]) for key in keys]
    return read


def by_pandas(*columns, **options):
    def read(path):
        found = pandas.read_csv(path, float_precision="round_trip", skipinitialspace=True, **options)
        return [list(found.iloc[:, c] if isinstance(c, int) else found[c]) for c in columns]
    return read


def by_split(*columns, skip=0, separator=None, comments="#", encoding="utf-8", change=lambda x: x, stop=None):
    """Python's own: lines, split, float."""
    def read(path):
        text = path.read_bytes().decode(encoding)
        lines = [x for x in text.splitlines()[skip:stop] if x.strip() and not x.lstrip().startswith(comments)]
        cells = [[cell.strip() for cell in change(line).split(separator)] for line in lines]
        return [[(float(row[c]) if index < 3 else row[c]) for row in cells] for index, c in enumerate(columns)]
    return read


def programs():
    """The forms of programs."""
    spaced = [row for row in ROWS]
    write("radvel.txt", table(" ", spaced, "time mnvel errvel tel"), by_astropy("time", "mnvel", "errvel", "tel", format="basic"))
    write("radvel.csv", table(",", [(str(i), *row) for i, row in enumerate(ROWS)], ",time,mnvel,errvel,tel"),
          by_pandas("time", "mnvel", "errvel", "tel"))
    write("radvel-order.csv", table(",", [(row[3], row[0], row[2], row[1]) for row in ROWS], "tel,time,errvel,mnvel"),
          by_pandas("time", "mnvel", "errvel", "tel"))
    write("juliet.dat", table(" ", spaced), by_astropy(0, 1, 2, 3, format="no_header"))
    numbers = {"k": "0", "j": "1", "a": "2"}
    write("orvara.dat", "# Instruments: Keck/HIRES, APF\n# [1] Fulton et al. 2016, ApJ 830, 46\n##\n#File format\n"
          + "# Epoch[JD]   RV[m/s] RV_err[m/s] InstrumentID\n"
          + table(" ", [(*row[:3], numbers[row[3]]) for row in ROWS]),
          by_split(0, 1, 2, 3))
    write("systemic.vels", "# telescope = 10M KECK I\n# value_units = M/S\n"
          + table("\t", [row[:3] for row in ROWS[:8]]), by_astropy(0, 1, 2, format="no_header", delimiter="\t"))
    write("systemic-kms.vels", "# instrument = SOPHIE\n# value_units = KM/S\n"
          + "".join(f"  {row[0]}    {v:>12}    {e:>10}\n" for row, (v, e) in list(zip(ROWS, scaled(0.001)))[8:]),
          by_split(0, 1, 2), factor=1000)
    both = {key: EXPECTED["systemic.vels"][key] + EXPECTED["systemic-kms.vels"][key] for key in ("times", "velocities", "errors",
                                                                                              "instruments")}
    for name, content in [
        ("systemic.sys", "# Data\n\nName\tHD 164922\nMass\t0.87\n\nRV[]\tsystemic.vels\nRV[]\tsystemic-kms.vels\n"),
        ("systemic-data.sys", 'Data  {\n\tRV[] "systemic.vels"\n\tRV[] "systemic-kms.vels"\n}\n"HD164922" {\n  Mass 0.87\n}\n'),
    ]:
        (FOLDER / name).write_text(content)
        EXPECTED[name] = both | {"frame": "JD", "zero": 0}
    write("exofast.rv", "# BJD_TDB RV sigma\n" + table(" ", [row[:3] for row in ROWS]),
          by_astropy("BJD_TDB", "RV", "sigma", format="commented_header"), frame="BJD")
    write("exostriker.vels", "".join(f"    {row[0]} \t{row[1]} \t {row[2]} \n" for row in ROWS), by_split(0, 1, 2))
    write("serval.vels.dat", "".join(f"{row[0]} {row[1]} {row[2]} 0.1{i} 3.5 -12.{i} 1.0e-3\n" for i, row in enumerate(ROWS)),
          by_astropy(0, 1, 2, format="no_header"), instruments=["serval.vels"] * 12)
    write("ebps.vels", "".join(f"{row[0]:>14}{row[1]:>10}{row[2]:>7}  0.2260  0.03471     656{i:02}    21\n"
                               for i, row in enumerate(ROWS)), by_split(0, 1, 2))


def archives():
    """The forms of archives and pipelines."""
    rjd = shifted(2_400_000)
    write("dace.csv", table(",", [(t, v, e, i.upper(), "0.17") for t, (_, v, e, i) in zip(rjd, ROWS)],
                            "rjd,rv,rv_err,ins_name,s_mw"), by_pandas("rjd", "rv", "rv_err", "ins_name"), zero=2_400_000)
    write("dace.rdb", "rjd\trv\trv_err\tins_name\n-----\t----\t------\t--------\n"
          + table("\t", [(t, *row[1:]) for t, row in zip(rjd, ROWS)]),
          by_split(0, 1, 2, 3, skip=2, separator="\t"), zero=2_400_000)
    kms = [(t, f"{float(v) / 1000 - 20.3:.6f}", f"{float(e) / 1000:.6f}") for t, (_, v, e, _) in zip(rjd, ROWS)]
    write("harps.rdb", "jdb\tvrad\tsvrad\tfwhm\n---\t----\t-----\t----\n"
          + table("\t", [(*row, "6.9") for row in kms]), by_split(0, 1, 2, skip=2, separator="\t"), zero=None, factor=1000)
    write("harps-meters.rdb", "rjd (JD-2400000)\tvrad\tsvrad\n---\t----\t-----\n"
          + table("\t", [(t, *row[1:3]) for t, row in zip(rjd, ROWS)]),
          by_split(0, 1, 2, skip=2, separator="\t"), zero=2_400_000)
    write("vizier.tsv", "#\n#   VizieR Astronomical Server\n#Name: J/ApJ/830/46\n#Column\tTime\t(F12.6)\tTime (BJD-2450000)\n"
          + "#Column\tRV\t(F8.3)\tRadial velocity\n#Column\te_RV\t(F5.3)\tUncertainty\nTime\tRV\te_RV\nd\tm/s\tm/s\n"
          + "------------\t--------\t-----\n" + table("\t", [(t, *row[1:3]) for t, row in zip(shifted(2_450_000), ROWS)]),
          by_split(0, 1, 2, skip=9, separator="\t"), frame="BJD", zero=2_450_000)
    rule = "------ --- ------------- -------- -----\n"
    write("vizier-ruled.txt", "#RESOURCE=yCat\n#Name: J/ApJ/830/46\n#---Details of Columns:\n"
          + "    HD         (I6)    HD number [ucd=meta.id]\n    Tel        (A3)    Telescope\n"
          + "    JD         (F13.5) Julian Date of observation\n    RV (m/s)   (F6.1)  Radial velocity\n"
          + "    e_RV (m/s) (F4.1)  Uncertainty\n" + rule + f"{'':24} {'RV':8} e_RV \n"
          + f"HD     Tel {'JD':13} {'(m/s)':8} (m/s)\n" + rule
          + "".join(f"164922 {i:<3} {float(t):13.5f} {v:>8} {e:>5}\n" for t, v, e, i in ROWS),
          by_split(2, 3, 4, 1, skip=12))
    head = "Title: Three Super-Earths\nAuthors: Fulton B.J.\nTable: Radial velocities\n" + "=" * 60 + "\n"
    byte = "Byte-by-byte Description of file: t1.txt\n" + "-" * 60 + "\n   Bytes Format Units   Label  Explanations\n" + "-" * 60 + "\n"
    write("journal.txt", head + byte + "   1-  6 I6     ---     Num    Index\n   8- 16 A9     ---     Name   Star\n"
          + "  18- 21 A4     ---     Inst   Instrument\n  23- 36 F14.6  d       BJD    Barycentric Julian Date\n"
          + "  38- 46 F9.3   m/s     RVel   Radial velocity\n  48- 53 F6.3   m/s   e_RVel   Uncertainty in RVel\n"
          + "  55- 60 F6.3   ---     SVal   ? S value\n" + "-" * 60 + "\nNote (1): none\n" + "-" * 60 + "\n"
          + "".join(f"{n:6d} {'HD 164922':<9} {i:<4} {t:>14} {v:>9} {e:>6} {'':6}\n"
                    for n, (t, v, e, i) in enumerate(ROWS)),
          by_astropy("BJD", "RVel", "e_RVel", "Inst", format="mrt"), frame="BJD")
    small = scaled(0.001)
    write("journal-kms.txt", head + byte + "   1- 12 F12.6  d       mJD    Julian Date; JD-2400000.0\n"
          + "  14- 22 F9.6   km/s    RVel   Radial velocity\n  24- 31 F8.6   km/s  e_RVel   Uncertainty\n" + "-" * 60 + "\n"
          + "".join(f"{t:>12} {v:>9} {e:>8}\n" for t, (v, e) in zip(rjd, small)),
          by_astropy("mJD", "RVel", "e_RVel", format="mrt"), zero=2_400_000, factor=1000)
    write("nasa.tbl", "\\STAR_ID='HD 164922'\n\\TIME_REFERENCE_FRAME='HJD'\n\\VALUE_UNITS='m/s'\n"
          + "|           HJD| Radial_Velocity|Radial_Velocity_Uncertainty|\n|        double|          double|                     double|\n"
          + "|          days|             m/s|                        m/s|\n|          null|            null|                       null|\n"
          + "".join(f" {t:>14} {v:>16} {e:>27} \n" for t, v, e, _ in ROWS),
          by_astropy("HJD", "Radial_Velocity", "Radial_Velocity_Uncertainty", format="ipac"), frame="HJD")
    write("nasa-spaced.tbl", '\\STAR_ID  = "HD 164922"\n\\VALUE_UNITS = "m/s"\n'
          + "|           BJD | Radial_Velocity | Radial_Velocity_Uncertainty |\n|        double |          double |                      double |\n"
          + "|          days |             m/s |                         m/s |\n"
          + "".join(f" {t:>15} {v:>17} {e:>29} \n" for t, v, e, _ in ROWS),
          by_astropy("BJD", "Radial_Velocity", "Radial_Velocity_Uncertainty", format="ipac"), frame="BJD")
    write("california.csv", table(",", [(str(n), "164922", i, f"rj.{n}", t, v, e, "-1", "12000.0")
                                        for n, (t, v, e, i) in enumerate(ROWS)],
                                  "Num,Name,Inst,ObID,BJD,RVel,e_RVel,SVal,Cts", "\r\n"),
          by_pandas("BJD", "RVel", "e_RVel", "Inst"), frame="BJD")
    write("rvbank.csv", table(",", [(str(n), "HD164922", "265.75", t, v, e, f"{float(v) + 20300:.3f}", "1.0", "9.9", "2")
                                    for n, (t, v, e, _) in enumerate(ROWS)],
                              ",target,ra,BJD,RV_mlc_nzp,e_RV_mlc_nzp,RV_drs_nzp,e_RV_drs_nzp,RV_mlc,e_RV_mlc"),
          by_pandas("BJD", "RV_mlc_nzp", "e_RV_mlc_nzp"), frame="BJD")
    write("espresso.csv", table(",", [row[:3] for row in ROWS], "BJD_TDB [d],RV [m/s],σ_RV [m/s]"),
          by_pandas(0, 1, 2), frame="BJD")
    write("sophie.csv", "# Query Description\n# Object: HD164922\n#---,----,--,---,---\nseq,date,rv,err,bjd\n#---,----,--,---,---\n"
          + table(",", [(str(n), "2010-10-05", v, e, t) for n, (t, v, e, _) in enumerate(ROWS)]),
          by_pandas("bjd", "rv", "err", comment="#"), frame="BJD")


def hands():
    """What people write."""
    three = [row[:3] for row in ROWS]
    plain = "time,rv,err"
    write("aat.txt", table(" | ", [(t, *row[1:3]) for t, row in zip(shifted(2_400_000), ROWS)], "JD-2400000 | velocity | uncertainty"),
          by_split(0, 1, 2, skip=1, separator="|"), zero=2_400_000)
    write("semicolon.csv", "\ufeff" + table(";", ROWS, "BJD;Vrad;σ;Instrument"),
          by_pandas("BJD", "Vrad", "σ", "Instrument", sep=";", encoding="utf-8-sig"), frame="BJD")
    write("carriage-return.txt", table("\t", three, "date\tvel\terror", "\r"), by_split(0, 1, 2, skip=1))
    fortran = [[f"{float(x):.9E}".replace("E", "D") for x in row] for row in three]
    write("fortran.txt", table("  ", fortran), by_split(0, 1, 2, change=lambda line: line.replace("D", "e")))
    write("signs.txt", table(" ", [(t, f"+{v}" if not v.startswith("-") else v, f"+{e}") for t, v, e in three], "t v e"),
          by_split(0, 1, 2, skip=1))
    write("minus.csv", table(",", [(t, v.replace("-", "−"), e) for t, v, e in three], plain),
          by_split(0, 1, 2, skip=1, separator=",", change=lambda line: line.replace("−", "-")))
    write("markdown.md", "| time | rv (m/s) | err (m/s) | inst |\n|:-----|---------:|----------:|------|\n"
          + "".join(f"| {' | '.join(row)} |\n" for row in ROWS),
          by_split(1, 2, 3, 4, skip=2, separator="|"))
    write("frame.txt", "+-----+-----+-----+\n|time |rv   |err  |\n+-----+-----+-----+\n" + "".join(f"|{'|'.join(row)}|\n" for row in three)
          + "+-----+-----+-----+\n", by_split(1, 2, 3, skip=3, separator="|", comments="+"))
    write("quoted.csv", table(",", [(f'"{t}"', f'"{v}"', e, f'"Keck ""{i}"", 10 m"') for t, v, e, i in ROWS],
                              '"time","radial velocity (m/s)","error","instrument"'), by_pandas(0, 1, 2, 3))
    write("trailing.csv", table(",", [(*row, "") for row in three], plain + ","), by_pandas(0, 1, 2, index_col=False))
    write("latin1.txt", ("# Observatoire de Genève\n" + table(" ", three, "time rv err")).encode("latin-1"),
          by_split(0, 1, 2, skip=2, encoding="latin-1"))
    write("btjd.csv", table(",", [(f"{2000 + 10 * n}.5", *row[1:3]) for n, row in enumerate(ROWS)], "BTJD,rv,e_rv"),
          by_pandas("BTJD", "rv", "e_rv"), frame="BJD", zero=2_457_000)
    write("bkjd.csv", table(",", [(f"{200 + 10 * n}.5", *row[1:3]) for n, row in enumerate(ROWS)], "bkjd,rv,e_rv"),
          by_pandas("bkjd", "rv", "e_rv"), frame="BJD", zero=2_454_833)
    small = scaled(0.001)
    write("mjd.tsv", table("\t", [(t, *v) for t, v in zip(shifted(2_400_000.5), small)], "MJD\tRV [km/s]\tUncertainty [km/s]"),
          by_astropy(0, 1, 2, format="tab"), zero=2_400_000.5, factor=1000)
    write("suffix.csv", table(",", [(row[0], *v) for row, v in zip(ROWS, small)], "time_bjd,rv_kms,e_rv_kms"),
          by_pandas(0, 1, 2), frame="BJD", factor=1000)
    write("two-units.csv", table(",", [(row[0], v[0], row[2]) for row, v in zip(ROWS, small)], "HJD,RV (km/s),e_RV (m/s)"),
          by_pandas(0, 1, 2), frame="HJD", factor=1000, error_factor=1)
    write("centimeters.csv", table(",", [(row[0], *v) for row, v in zip(ROWS, scaled(100, 1))], "jd,velocity_cm_s,error_cm_s"),
          by_pandas(0, 1, 2), factor=0.01)
    write("powers.txt", "JD (d)   RV (km s^{-1})   e_RV (km s^{-1})\n" + table("   ", [(row[0], *v) for row, v in zip(ROWS, small)]),
          by_split(0, 1, 2, skip=1), factor=1000)
    write("percent.txt", "% HD 164922\n% time rv err\n" + table(" ", three), by_split(0, 1, 2, comments="%"))
    write("exclamation.txt", "! HD 164922\n\n" + table("\t", three), by_split(0, 1, 2, comments="!"))
    write("slashes.txt", "// HD 164922\ntime rv err\n" + table(" ", three), by_split(0, 1, 2, skip=2, comments="//"))
    write("titles.txt", "Radial velocities\nof HD 164922\n\n" + table(" ", three, "bjd rv err"), by_split(0, 1, 2, skip=4), frame="BJD")
    write("remarks.txt", table(" ", [(*row, "# good") for row in three], "jd rv err"), by_split(0, 1, 2, skip=1))
    write("aligned.txt", "      BJD_TDB       V_rad    sigma_V_rad  Telescope\n"
          + "".join(f"{t:>18}{v:>12}{e:>10}     {i}\n\n" for t, v, e, i in ROWS), by_split(0, 1, 2, 3, skip=1), frame="BJD")
    write("unnamed-zero.txt", table(" ", [(t, *row[1:3]) for t, row in zip(shifted(2_450_000), ROWS)], "time rv err"),
          by_split(0, 1, 2, skip=1), zero=None)


FOLDER.mkdir(parents=True, exist_ok=True)
for old in FOLDER.iterdir():
    old.unlink()
programs()
archives()
hands()
for name, row in EXPECTED.items():
    truth = [float(row[0]) for row in ROWS]
    assert len(row["times"]) in (4, 8, 12) and all(np.isfinite(row["velocities"])), name
with open(ROOT / "Tests" / "Reference" / "velocity-files.json", "w") as file:
    file.write(json.dumps(EXPECTED, indent=1, sort_keys=True, ensure_ascii=False).replace("\n   ", " ").replace("\n  ]", "]") + "\n")
print(len(EXPECTED), "files")
