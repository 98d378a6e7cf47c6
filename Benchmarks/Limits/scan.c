// The recursion h ← mu + phi (h − mu) + s w with observations N(h, 1), forward and backward. mu, phi, s.

#include "limit.h"

struct scan { long n; double *w, *y, *h; };

// Columns: the shocks w, the observations y.
EXPORTED void *scan_open(const double *const *columns, const int64_t *counts) {
  struct scan *m = malloc(sizeof *m);
  m->n = counts[0];
  m->w = new_doubles(counts[0]);
  m->y = new_doubles(counts[0]);
  memcpy(m->w, columns[0], counts[0] * sizeof(double));
  memcpy(m->y, columns[1], counts[0] * sizeof(double));
  m->h = calloc((size_t)counts[0] + 1, 8);
  return m;
}

EXPORTED double scan_gradient(void *data, const double *q, double *g) {
  struct scan *m = data;
  double mu = q[0], phi = q[1], s = q[2], sum = 0, dh = 0, d_mu = 0, d_phi = 0, d_s = 0;
  m->h[0] = mu;
  for (long t = 0; t < m->n; t++) m->h[t + 1] = mu + phi * (m->h[t] - mu) + s * m->w[t];
  for (long t = m->n - 1; t >= 0; t--) {
    double r = m->y[t] - m->h[t + 1];
    sum += r * r;
    dh += r;
    d_phi += dh * (m->h[t] - mu);
    d_mu += dh * (1 - phi);
    d_s += dh * m->w[t];
    dh *= phi;
  }
  g[0] = d_mu + dh - mu;
  g[1] = d_phi - phi;
  g[2] = d_s - s;
  return -0.5 * sum - (double)m->n * HALF_LOG_TWO_PI - 0.5 * (mu * mu + phi * phi + s * s) - 3 * HALF_LOG_TWO_PI;
}
