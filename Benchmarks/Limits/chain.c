// The chain x ← x/2 + b x (1 − x), its last value's density and the gradient, forward and backward. x, b.

#include "limit.h"

struct chain { long count; double *x; };

// Columns: the number of links.
EXPORTED void *chain_open(const double *const *columns, const int64_t *counts) {
  (void)counts;
  struct chain *m = malloc(sizeof *m);
  m->count = (long)columns[0][0];
  m->x = calloc((size_t)m->count + 1, 8);
  return m;
}

EXPORTED double chain_gradient(void *data, const double *q, double *g) {
  struct chain *m = data;
  double b = q[1];
  m->x[0] = q[0];
  for (long i = 0; i < m->count; i++) m->x[i + 1] = 0.5 * m->x[i] + b * (m->x[i] * (1 - m->x[i]));
  double last = m->x[m->count], dx = -last, db = 0;
  for (long i = m->count - 1; i >= 0; i--) {
    double x = m->x[i];
    db += dx * x * (1 - x);
    dx *= 0.5 + b * (1 - 2 * x);
  }
  g[0] = dx - q[0];
  g[1] = db - b;
  return -0.5 * last * last - 0.5 * (q[0] * q[0] + b * b) - 2 * HALF_LOG_TWO_PI;
}
