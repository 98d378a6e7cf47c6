// What is assumed in reading files of velocities, and that it is said: units, zeros of time, columns, several files.

import ApusTestSupport
import ApusVelocities
import Foundation
import Testing

@Suite struct FilesAssumptionTests {
  private func source(_ text: String, _ file: String = "v.txt", instrument: String? = nil) -> VelocitySource {
    VelocitySource(bytes: Array(text.utf8), file: file, instrument: instrument)
  }

  private func reading(
    _ text: String, columns: String = "", unit: VelocityUnit? = nil, timeOffset: Double? = nil, skipping: Bool = false
  ) throws -> VelocityReading {
    try VelocityTable.read(
      [source(text)], columns: VelocityColumns(columns), unit: unit, timeOffset: timeOffset, skippingMissing: skipping)
  }

  private func message(_ sources: [VelocitySource]) -> String {
    do throws(VelocityError) {
      _ = try VelocityTable.read(sources)
      return "no error"
    } catch { return error.description }
  }

  // MARK: Columns

  @Test func `columns without a header are taken by place, and that is said`() throws {
    let four = try reading("2450000.5 1 2 k\n2450001.5 3 4 j\n")
    #expect(four.table.instruments == ["k", "j"])
    #expect(four.notes.contains("v.txt: no header: took columns 1, 2, 3, 4 as time, velocity, error, instrument"))
    let seven = try reading("2450000.5 1 2 0.2 0.3 100 7\n2450001.5 3 4 0.2 0.3 100 7\n")
    #expect(seven.table.instruments == ["v"])
    #expect(seven.notes.contains("v.txt: no header: took columns 1, 2, 3 as time, velocity, error and left out 4 more"))
  }

  @Test func `columns are taken as the user says, by name or number`() throws {
    let text = "id,when,v1,s1,v2,s2,site\n7,2450000.5,1,2,3,4,k\n8,2450001.5,2,2,4,5,j\n"
    let named = try reading(text, columns: "time=when,velocity=v2,error=S2,instrument=site").table
    #expect(named.velocities == [3, 4] && named.errors == [4, 5] && named.instruments == ["k", "j"])
    let numbered = try reading(text, columns: "time=2,velocity=3,error=4").table
    #expect(
      numbered.velocities == [1, 2] && numbered.errors == [2, 2] && numbered.times == [2_450_000.5, 2_450_001.5])
    let headless = try reading("a 2450000.5 1 2\nb 2450001.5 2 3\n", columns: "time=2,velocity=3,error=4,instrument=1")
      .table
    #expect(headless.instruments == ["a", "b"] && headless.errors == [2, 3])
  }

  @Test func `of several columns that would do, the choice is said`() throws {
    let text = "BJD,RV_drs,e_RV_drs,RV_mlc_nzp,e_RV_mlc_nzp\n2450000,1,2,3,4\n2450001,2,3,4,5\n"
    let reading = try reading(text)
    #expect(reading.table.velocities == [3, 4] && reading.table.errors == [4, 5])
    #expect(reading.notes.contains("v.txt: took 'RV_mlc_nzp' as the velocity, not 'RV_drs'"))
  }

  @Test(
    arguments: [
      "RV [m/s]", "rv_ms", "RV (m s^-1)", "velocity_m_s", "Vrad", "VRAD", "mnvel", "Radial Velocity (m/s)", "RV, m/s",
      "rv",
      "RVel", "radial-velocity", "RV m/s", "rv (m s⁻¹)", "rv [ms-1]",
    ], ["e_RV (m/s)", "σ", "rv_err", "errvel", "Uncertainty", "sigma_rv", "sigma(RV)", "ERR", "e_rv_ms", "error_m_s"])
  func `usual names are understood in any case and with units`(velocity: String, error: String) throws {
    let table = try reading("\(error)\t\(velocity)\tBJD_TDB\n2\t1\t2450000.5\n3\t4\t2450001.5\n").table
    #expect(table.velocities == [1, 4] && table.errors == [2, 3])
  }

  @Test(
    arguments: [
      ("bjd", "BJD", 0), ("BJD_TDB", "BJD", 0), ("time_bjd", "BJD", 0), ("Time (BJD)", "BJD", 0), ("HJD [d]", "HJD", 0),
      ("jd_utc", "JD", 0), ("Epoch[JD]", "JD", 0), ("BJDTDB", "BJD", 0), ("rjd", "JD", 2_400_000),
      ("RJD", "JD", 2_400_000),
      ("BJD-2400000", "BJD", 2_400_000), ("BJD - 2,400,000", "BJD", 2_400_000), ("JD−2400000", "JD", 2_400_000),
      ("t (BJD-2400000.5)", "BJD", 2_400_000.5), ("mjd", "JD", 2_400_000.5), ("BMJD", "BJD", 2_400_000.5),
      ("bjd_2400000", "BJD", 2_400_000), ("HJD (2400000+)", "HJD", 2_400_000),
    ] as [(String, String, Double)])
  func `zeros of time are told by names`(name: String, frame: String, zero: Double) throws {
    let times = [2_450_000.75, 2_450_123.5].map { $0 - zero }
    let reading = try reading("\(name)\trv\terr\n\(times[0])\t1\t2\n\(times[1])\t3\t4\n")
    #expect(reading.timeSystem == TimeSystem(frame: frame, offset: zero))
    #expect(reading.table.times == times)
  }

  @Test func `a zero that is not named is said, and what it looks like`() throws {
    let reduced = try reading("time rv err\n55000.5 1 2\n55001.5 2 3\n")
    #expect(reduced.timeSystem == nil && reduced.table.times == [55_000.5, 55_001.5])
    #expect(
      reduced.notes.contains { $0.contains("the first is 55000.5, as of JD − 2400000 or of MJD, half a day apart") })
    let misnamed = try reading("bjd rv err\n5000.5 1 2\n5001.5 2 3\n")
    #expect(misnamed.timeSystem == nil)
    #expect(misnamed.notes.contains { $0.contains("column 'bjd' names BJD, but the times count from a zero") })
    let whole = try reading("rjd rv err\n2455000.5 1 2\n2455001.5 2 3\n")
    #expect(whole.timeSystem?.offset == 0)
    #expect(whole.notes.contains { $0.contains("the times are whole Julian dates, though their column is named as") })
    let shifted = try reading("time rv err\n5000.5 1 2\n5001.5 2 3\n", timeOffset: 2_450_000)
    #expect(shifted.timeSystem == TimeSystem(frame: "JD", offset: 0) && shifted.table.times[0] == 2_455_000.5)
  }

  @Test func `a column of velocities without gaps is preferred, and names of one star are warned of`() throws {
    let reading = try reading(
      "star,BJD,AVC,E_AVC,RVC,E_RVC\na,2450000,,,1,2\nb,2450001,3,4,2,3\nb,2450002,3,4,4,5\na,2450003,3,4,4,6\n")
    #expect(reading.table.velocities == [1, 2, 4, 4] && reading.table.errors == [2, 3, 5, 6])
    #expect(reading.notes.contains("v.txt: took 'RVC' as the velocity, not 'AVC'"))
    #expect(reading.warnings == ["v.txt: column 'star' names 'a', 'b': all rows are taken as of one star"])
    let sparse = try self.reading(
      "HD,_t,RVel,e_RVel,S,e_S,n\nHD1,2450000.5,-6.6,2.2,,,\nHD1,2450001.5,-6,2,,,\n", columns: "time=_t")
    #expect(sparse.table.velocities == [-6.6, -6])
  }

  // MARK: Units

  @Test func `units come from the header, and a conversion is said`() throws {
    let header = try reading("bjd,RV [km/s],err [km/s]\n2450000,1.5,0.01\n2450001,-2,0.02\n")
    #expect(header.table.velocities == [1500, -2000] && header.table.errors == [10, 20])
    #expect(header.notes == ["v.txt: velocities in km/s by the header 'RV [km/s]': taken times 1000"])
    let row = try reading("bjd,rv,err\nd,km/s,km/s\n2450000,1.5,0.01\n2450001,-2,0.02\n")
    #expect(row.table.velocities == [1500, -2000])
    let one = try reading("bjd,rv,err_kms\n2450000,1.5,0.01\n2450001,-2,0.02\n")
    #expect(one.table.velocities == [1500, -2000] && one.table.errors == [10, 20])
    let none = try reading("bjd,rv,err\n2450000,1.5,1\n2450001,-2,2\n")
    #expect(none.notes == ["v.txt: no unit is named: velocities and errors taken as m/s"] && none.warnings.isEmpty)
  }

  @Test func `units that look wrong are warned of and never changed in silence`() throws {
    let small = try reading("bjd,rv,err\n2450000,1.5,0.01\n2450001,-2,0.02\n2450002,-2,0.02\n")
    #expect(small.table.velocities[0] == 1.5)
    #expect(
      small.warnings == [
        "v.txt: the median error is 0.02 m/s, as if the velocities were in km/s: --units km/s if they are"
      ])
    let large = try reading("bjd,rv_kms,err_kms\n2450000,15,5\n2450001,-2,6\n2450002,-2,7\n")
    #expect(large.warnings.first?.contains("as if the velocities were in m/s") == true)
    let asked = try reading("bjd,rv (m/s),err\n2450000,1.5,0.01\n2450001,-2,0.02\n", unit: .kilometersPerSecond)
    #expect(asked.table.velocities == [1500, -2000])
    #expect(asked.warnings == ["v.txt: the file says m/s, and km/s was asked for"])
    let pipeline = try reading("bjd\tvrad\tsvrad\n---\t----\t-----\n2450000\t1.5\t0.01\n2450001\t-2\t0.02\n")
    #expect(pipeline.table.velocities == [1500, -2000])
    #expect(pipeline.notes.contains { $0.contains("HARPS pipeline") && $0.contains("times 1000") })
  }

  @Test func `units are read in the ways in which they are written`() {
    let ways = ["m/s", "m s-1", "M/S", "ms-1", "m s^{-1}", "m.s-1", "mps", "m / s", "m s⁻¹", "\\mathrm{m s}^{-1}"]
    for text in ways + ["meters/second"] { #expect(VelocityUnit(text) == .metersPerSecond, "\(text)") }
    for text in ways.dropLast() { #expect(VelocityUnit("k" + text) == .kilometersPerSecond, "k\(text)") }
    #expect(VelocityUnit("km/s") == .kilometersPerSecond && VelocityUnit("cm s-1") == .centimetersPerSecond)
    for text in ["", "d", "days", "km", "m/h", "AU/d", "1", "JD"] { #expect(VelocityUnit(text) == nil, "\(text)") }
    #expect(VelocityUnit.allCases.map(\.description) == ["m/s", "km/s", "cm/s"])
    #expect(VelocityUnit.centimetersPerSecond.inMetersPerSecond(250) == 2.5)
  }

  // MARK: Rows

  @Test func `rows without a value are left out only where that is asked for, and it is said`() throws {
    let reading = try reading("bjd rv err\n2450000 1 2\n2450001 nan 2\n2450002 -- 2\n2450003 4 2\n", skipping: true)
    #expect(reading.table.velocities == [1, 4])
    #expect(reading.notes.contains("v.txt: 2 rows with missing values left out (lines 3, 4)"))
  }

  @Test func `rows that stand twice are counted in a warning`() throws {
    let reading = try reading("bjd rv err\n2450000 1 2\n2450001 3 2\n2450000 1 2\n2450000 1 3\n")
    #expect(reading.table.count == 4)
    #expect(reading.notes.suffix(1) == ["1 row repeats another to the last digit (the first is v.txt:4): each counts"])
  }

  @Test func `a header that stands twice, as in files put together, is one`() throws {
    let reading = try reading("bjd rv err\n2450000 1 2\nbjd rv err\n2450001 3 2\n")
    #expect(reading.table.count == 2 && reading.notes.contains("v.txt: the header stands 2 times: taken as one table"))
  }

  // MARK: Several files

  @Test func `several files are one table, each an instrument of its name`() throws {
    let reading = try VelocityTable.read([
      source("bjd rv err\n2450000 1 2\n2450001 2 3\n", "data/keck.txt"),
      source("bjd rv err\n2450002 1 2\n", "apf.night.txt"),
      source("bjd rv err\n2450003 1 2\n", "x.txt", instrument: "HARPS"),
      source("bjd rv err tel\n2450004 1 2 a\n2450005 1 2 keck\n", "y.txt"),
    ])
    #expect(reading.table.instruments == ["keck", "apf.night", "HARPS", "a"])
    #expect(reading.table.instrumentIndices == [0, 0, 1, 2, 3, 0])
    #expect(reading.table.times == [2_450_000, 2_450_001, 2_450_002, 2_450_003, 2_450_004, 2_450_005])
    #expect(
      reading.notes.contains(
        "instrument 'keck' is in data/keck.txt and y.txt: taken as one; NAME=FILE tells them apart"))
  }

  @Test func `times of different zeros become whole Julian dates where all are known`() throws {
    let reading = try VelocityTable.read([
      source("rjd rv err\n50000.5 1 2\n50001.5 2 3\n", "a.txt"), source("mjd rv err\n50002.5 1 2\n", "b.txt"),
      source("bjd-2450000 rv err\n3.25 1 2\n", "c.txt"), source("2450004.5 1 2\n", "d.txt"),
    ])
    #expect(reading.table.times == [2_450_000.5, 2_450_001.5, 2_450_003, 2_450_003.25, 2_450_004.5])
    #expect(reading.timeSystem?.offset == 0)
    #expect(
      reading.notes.contains {
        $0.contains("(a.txt JD − 2400000, b.txt MJD, c.txt BJD − 2450000, d.txt JD) turned into")
      })
    #expect(reading.warnings.contains { $0.contains("BJD and JD: up to 8.4 minutes apart") })
    let same = try VelocityTable.read([
      source("rjd rv err\n50000.5 1 2\n50001.5 2 3\n", "a.txt"), source("rjd rv err\n50002.5 1 2\n", "b.txt"),
    ])
    #expect(same.table.times == [50_000.5, 50_001.5, 50_002.5])
    #expect(same.timeSystem == TimeSystem(frame: "JD", offset: 2_400_000))
  }

  @Test func `times of different zeros that are not known are refused, with what to do`() throws {
    let whole = source("bjd rv err\n2450000.5 1 2\n2450001.5 2 3\n", "a.txt")
    let reduced = source("time rv err\n55000.5 1 2\n55001.5 2 3\n", "b.txt")
    #expect(
      message([whole, reduced])
        == "b.txt: its times (such as 55000.5) and those of a.txt (BJD) do not count from one zero, or it is not known: name the "
        + "zeros in the headers, such as rjd, mjd, bjd-2450000, or give --time-offset")
    var shifted = reduced
    shifted.timeOffset = 2_400_000
    #expect(try VelocityTable.read([whole, shifted]).table.times[2] == 2_455_000.5)
    let alike = try VelocityTable.read([reduced, source("time rv err\n55003.5 1 2\n", "c.txt")])
    #expect(alike.table.count == 3 && alike.notes.contains("the times of all files are taken to count from one zero"))
  }

  @Test func `one file that is given twice is refused`() {
    let path = VelocityFixtures.path("radvel.txt")
    #expect(
      message([VelocitySource(path: path, instrument: "a"), VelocitySource(path: path, instrument: "b")])
        == "\(path): holds the same bytes as \(path): velocities that are given twice count twice")
    #expect(message([]) == "no file of velocities is given")
  }

  @Test func `arguments name a file, an instrument, standard input`() throws {
    #expect(VelocitySource(argument: "rv.txt").instrument == nil && VelocitySource(argument: "rv.txt").file == "rv.txt")
    let named = VelocitySource(argument: "KECK=dir/rv.txt")
    #expect(named.instrument == "KECK" && named.file == "dir/rv.txt")
    let file = VelocitySource(argument: "./a=b.txt")
    #expect(file.instrument == nil && file.file == "./a=b.txt")
    #expect(VelocitySource(argument: "-").file == "standard input")
    let both = VelocitySource(argument: "K=-")
    #expect(both.instrument == "K" && both.file == "standard input")
    try withTemporaryVelocities("2450000.5 1 2\n2450001.5 2 3\n", name: "a=b.txt") { path in
      #expect(VelocitySource(argument: path).file == path)
      let table = try VelocityTable(contentsOf: path)
      #expect(table.instruments == ["a=b"])
    }
  }

  @Test func `files of Systemic read what they name, and say what is not there`() throws {
    let named = try VelocityTable.read([VelocitySource(path: VelocityFixtures.path("systemic.sys"))]).table
    #expect(named.instruments == ["systemic", "systemic-kms"] && named.count == 12)
    try withTemporaryVelocities("RV[]\tnone.vels\n", name: "a.sys") { path in
      #expect(message([VelocitySource(path: path)]).hasPrefix("\(path):1: it names "))
    }
    try withTemporaryVelocities("\nRV[]\t../none.vels\n", name: "a.sys") { path in
      #expect(
        message([VelocitySource(path: path)])
          == "\(path):2: '../none.vels' is no file in the folder of the .sys file")
    }
    #expect(message([source("RV[] a.vels\n")]) == "v.txt:1: only a .sys file in a folder can name other files")
    #expect(
      message([VelocitySource(path: VelocityFixtures.path("systemic.sys"), instrument: "K")])
        .hasSuffix("it names 2 files, each of an instrument: NAME=FILE is for one"))
  }

  private func withTemporaryVelocities(_ text: String, name: String, _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    try body(file.path)
  }
}
