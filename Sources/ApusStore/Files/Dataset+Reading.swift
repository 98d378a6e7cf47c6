// Datasets from files of any of the formats, whose content tells which it is.

public import ApusData
internal import ApusSystem

extension Dataset {
  /// Reads a file that ``write(_:as:)`` or another program wrote: ArviZ, PyMC, nutpie, NumPyro, CmdStan, xarray, NumPy.
  ///
  /// The content tells the format: a folder is a Zarr store (version 2 or 3), a file is NetCDF, an archive of NumPy, or a table of
  /// draws (Apus's own, or CmdStan's). Narrower numbers become ours: doubles, integers. Arrays of texts are left out, since arrays
  /// hold numbers: their names stand in the group's attribute `left_out`.
  ///
  /// - Throws: `TableError`, which names the file and what is wrong with it; also where a library that the file needs is missing.
  public init(contentsOf path: String) throws(TableError) {
    if ZarrFolder.isFolder(path) {
      self = try ZarrReader.dataset(path)
      return
    }
    throw .unreadable(file: path, reason: "not yet")
  }
}
