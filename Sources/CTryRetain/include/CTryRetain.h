// Swift's runtime function by which a table can hold objects that it does not keep alive.
#ifndef C_TRY_RETAIN_H
#define C_TRY_RETAIN_H

/// Retains an object and returns it; null where it is already being deinitialized.
///
/// Unlike Swift's `weak`, this leaves the object's reference count in the object, where counting is some five times as fast.
/// The object's memory must still be there: its `deinit` must wait for the caller.
void *apus_try_retain(void *object);

#endif
