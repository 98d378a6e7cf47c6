// What a routine sees of a call by XLA: the part of XLA's binary interface for foreign functions that Apus uses.
//
// The structures have the layout of XLA's interface 0.1 to 0.5; only names and words are ours. Where XLA counts a
// structure's size, `size` is what XLA fills in, which says how many of the fields it knows.
#ifndef C_XLA_FFI_H
#define C_XLA_FFI_H

#include <stddef.h>
#include <stdint.h>

/// The interfaces that have this layout: 0.1 to 0.5.
enum { ForeignNewestMajor = 0, ForeignNewestMinor = 5, ForeignOldestMinor = 1 };

/// The kinds of elements that Apus has.
enum { ForeignBool = 1, ForeignInt64 = 5, ForeignFloat64 = 12 };

/// The kind of an attribute that is one number.
enum { ForeignAttributeIsScalar = 3 };

/// The kind of an operand or result that is an array.
enum { ForeignValueIsBuffer = 1 };

/// When a routine is called: of the stages Apus has only the last, in which it computes.
enum { ForeignStageExecute = 3 };

/// What an error is about.
enum { ForeignErrorInvalidArgument = 3, ForeignErrorInternal = 13 };

/// An addition to a structure: what it is, and the next one.
typedef struct ForeignExtension {
  size_t size;
  int32_t kind;
  struct ForeignExtension *next;
} ForeignExtension;

/// The extension by which XLA asks a routine for its metadata, in place of a call.
enum { ForeignExtensionIsMetadata = 1 };

/// A version of the interface.
typedef struct ForeignVersion {
  size_t size;
  ForeignExtension *extension;
  int32_t major;
  int32_t minor;
} ForeignVersion;

/// What XLA wants to know of a routine when the routine is registered.
typedef struct ForeignMetadata {
  size_t size;
  ForeignVersion version;
  uint32_t traits;
} ForeignMetadata;

/// The query for metadata.
typedef struct ForeignMetadataQuery {
  ForeignExtension base;
  ForeignMetadata *metadata;
} ForeignMetadataQuery;

/// An array in memory: row-major, unless the caller of the routine asked for another order.
typedef struct ForeignBuffer {
  size_t size;
  ForeignExtension *extension;
  int32_t elementKind;
  void *data;
  int64_t rank;
  const int64_t *dimensions;
} ForeignBuffer;

/// A number.
typedef struct ForeignScalar {
  int32_t elementKind;
  const void *value;
} ForeignScalar;

/// Characters without a final zero.
typedef struct ForeignText {
  const char *start;
  size_t count;
} ForeignText;

/// The operands or the results of a call.
typedef struct ForeignValues {
  size_t size;
  ForeignExtension *extension;
  int64_t count;
  const int32_t *kinds;
  void *const *values;
} ForeignValues;

/// The attributes of a call, sorted by name.
typedef struct ForeignAttributes {
  size_t size;
  ForeignExtension *extension;
  int64_t count;
  const int32_t *kinds;
  ForeignText *const *names;
  void *const *values;
} ForeignAttributes;

/// An error to be made.
typedef struct ForeignErrorRequest {
  size_t size;
  ForeignExtension *extension;
  const char *message;
  int32_t code;
} ForeignErrorRequest;

/// XLA's own functions; those after the first are not used here.
typedef struct ForeignInterface {
  size_t size;
  ForeignExtension *extension;
  ForeignVersion version;
  const void *internal;
  void *(*createError)(ForeignErrorRequest *request);
} ForeignInterface;

/// A call.
typedef struct ForeignCallFrame {
  size_t size;
  ForeignExtension *extension;
  const ForeignInterface *interface;
  void *context;
  int32_t stage;
  ForeignValues operands;
  ForeignValues results;
  ForeignAttributes attributes;
} ForeignCallFrame;

#endif
