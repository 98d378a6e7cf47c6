// Writes the report of each example into a folder, for the test in a browser: ReportPages FOLDER [NAME ...].

internal import ApusReport
internal import ApusSystem

let arguments = CommandLine.arguments.dropFirst()
guard let folder = arguments.first else {
  print("usage: ReportPages FOLDER [NAME ...]")
  exit(64)
}
for name in arguments.count > 1 ? Array(arguments.dropFirst()) : ExampleFits.names {
  guard let report = ExampleFits.report(name) else {
    print("there is no page '\(name)'")
    exit(1)
  }
  do {
    try report.write("\(folder)/\(name).html")
    print("\(folder)/\(name).html")
  } catch {
    print("\(error)")
    exit(1)
  }
}
