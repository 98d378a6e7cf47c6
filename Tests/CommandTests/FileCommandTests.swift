// The commands on files of draws, from a run into a store to a page about it.

import ApusData
import ApusStore
import ApusTestSupport
import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite struct FileCommandTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// A store with predictions, made by the program or by apus.
  private func makeStore(_ name: String, seed: Int = 1) throws -> String {
    let store = path(name)
    let sampled = try BuiltProgram("apus").run(
      ["sample", "EightSchools", "--store", store, "--draws", "300", "--warmup", "300", "--seed", "\(seed)"])
    #expect(sampled.status == 0, "\(sampled.errors)")
    #expect(sampled.output.hasSuffix("\(store): 300 draws of each of 4 chains\n"))
    let predicted = try BuiltProgram("apus").run(["predict", "EightSchools", "--store", store])
    #expect(
      predicted.output
        == "\(store): added log_likelihood, log_prior, posterior_predictive, prior, prior_predictive\n",
      "\(predicted.errors)")
    return store
  }

  @Test func `a store is predicted, diagnosed, converted, compared and reported`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try makeStore("fit.zarr")
    let dataset = try RunStore(store).dataset()
    let posterior = try #require(dataset[.posterior])
    #expect(dataset[.posteriorPredictive]?["y"]?.dims == ["chain", "draw", "y_dim_0"])
    #expect(dataset[.priorPredictive] != nil && dataset[.prior]?.names == posterior.names)

    let diagnosed = try BuiltProgram("apus").run(["diagnose", store, "--variables", "mu,z[3]"])
    #expect(
      diagnosed.output.contains("\nmu ") && diagnosed.output.contains("\nz[D] ") && !diagnosed.output.contains("\ntau ")
    )
    let json = try BuiltProgram("apus").run(["diagnose", store, "--json"])
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(json.output.utf8)) }

    // Through every format and back, bit for bit.
    let copies = ["copy.npz", "copy.zarr", "copy.csv"].map(path)
    for (from, to) in zip([store] + copies, copies) {
      let converted = try BuiltProgram("EightSchools").run(["convert", from, to])
      #expect(converted.output == "saved \(to)\n", "\(converted.errors)")
      #expect(
        try Dataset(contentsOf: to)[.posterior]?.arrays.map(\.doubles).flatMap { $0 }.count
          == posterior.arrays.map(\.count).reduce(0, +))
    }
    #expect(try Dataset(contentsOf: copies[1])[.posterior]?.arrays == posterior.arrays)

    let other = try makeStore("other.zarr", seed: 2)
    let compared = try BuiltProgram("apus").run(["compare", store, other])
    #expect(compared.status == 0 && compared.output.contains("elpd_loo"), "\(compared.errors)")

    let reported = try BuiltProgram("EightSchools").run(["report", store])
    #expect(reported.output == "saved \(path("fit.html"))\n", "\(reported.errors)")
    let page = try String(contentsOfFile: path("fit.html"), encoding: .utf8)
    #expect(page.contains("HalfCauchy") && page.contains("Cross-validation") && page.utf8.count < 1_000_000)
    let alone = try BuiltProgram("apus").run(["report", copies[0], "--out", path("alone.html")])
    #expect(alone.output == "saved \(path("alone.html"))\n", "\(alone.errors)")
  }

  @Test(arguments: [
    (["diagnose", "none.zarr"], 66, "there is no such file"), (["report", "none.nc"], 66, "there is no such file"),
    (["convert", "one.csv"], 64, "name a file to read and one to write"),
    (["compare", "one.zarr"], 64, "name two files or more"), (["diagnose", "text.csv"], 65, "text.csv"),
    (["report", "text.csv", "--out", "/proc/none/fit.html"], 65, "text.csv"),
    (["sample", "NoSuchProgram"], 66, "there is no such program"),
  ])
  func `what cannot be done is one line and a status`(arguments: [String], status: Int, text: String) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("not,a table\nof \"draws".utf8).write(to: folder.appendingPathComponent("text.csv"))
    let outcome = try BuiltProgram("apus").run(arguments, in: folder)
    #expect(outcome.status == Int32(status), "\(outcome.errors)")
    #expect(outcome.errors.contains(text), "\(outcome.errors)")
  }

  @Test func `a served page follows a run`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = path("fit.zarr")
    let process = Process()
    process.executableURL = try #require(BuiltProgram.products).appendingPathComponent("apus")
    process.arguments = ["report", store, "--live"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    defer { kill(process.processIdentifier, SIGKILL) }
    let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
    let address = try #require(line.split(separator: " ").first)
    #expect(line == "\(address) shows \(store); Ctrl-C ends it\n" && address.hasPrefix("http://127.0.0.1:"))
    let url = try #require(URL(string: String(address)))
    let before = try String(contentsOf: url, encoding: .utf8)
    #expect(before.contains("There are no draws now") && before.contains("http-equiv=\"refresh\" content=\"5\""))
    #expect(
      try BuiltProgram("EightSchools").run(["sample", "--store", store, "--draws", "50", "--warmup", "50"]).status == 0)
    let after = try String(contentsOf: url, encoding: .utf8)
    #expect(after.contains("theta[H]") && !after.contains("There are no draws now"))
  }

  @Test func `a file of a store that is damaged has status 65`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = path("fit.zarr")
    let arguments = ["sample", "--store", store, "--draws", "50", "--warmup", "50"]
    #expect(try BuiltProgram("EightSchools").run(arguments).status == 0)
    let file = store + "/posterior/tau/c/1/0"
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
    try handle.seek(toOffset: 9)
    try handle.write(contentsOf: Data([7]))
    try handle.close()
    for arguments in [arguments, ["diagnose", store]] {
      let outcome = try BuiltProgram("EightSchools").run(arguments)
      #expect(outcome.status == 65 && outcome.errors.contains("\(file): the file is damaged: its checksum is another"))
    }
  }
}
