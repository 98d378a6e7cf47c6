// Datasets as NetCDF-4 files.

internal import ApusData

enum NetCDFWriter {
  static func write(_ dataset: Dataset, _ path: String) throws(TableError) {}
  static func require(_ path: String) throws(TableError) {}
}
