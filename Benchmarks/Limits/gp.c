// A Gaussian process by the calls of LAPACK that it needs: dpotrf, dpotrs, dpotri.

#include "gp.h"

static void invert(const Process *data) {
  int n = data->size, failure = 0;
  memcpy(data->inverse, data->matrix, (size_t)n * data->stride * sizeof(double));
  data->dpotri("L", &n, data->inverse, &data->stride, &failure);
}

EXPORTED void *gp_open(const double *const *columns, const int64_t *counts) { return open_process(columns, counts); }

EXPORTED double gp_gradient(const void *state, const double *q, double *g) {
  return process_gradient(state, q, g, invert);
}
