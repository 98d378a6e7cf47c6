// A rotating star's Gaussian process: celerite's recursions for two pairs of columns, and their adjoint. log of sigma, period,
// Q0, dQ, f, jitter.
//
// Phases are those of the times from 0, so that each point takes two sines and cosines, and the state moves by a diagonal matrix.

#include "limit.h"

enum { J = 4 };

struct celerite { long n; double *t, *lag, *y, *cosine[2], *sine[2], *decay[2], *S, *f, *z, *d; };

// Columns: the times in increasing order, the observations y.
EXPORTED void *celerite_open(const double *const *columns, const int64_t *counts) {
  struct celerite *m = malloc(sizeof *m);
  long n = m->n = counts[0];
  m->t = new_doubles(n), m->lag = new_doubles(n), m->y = new_doubles(n);
  memcpy(m->t, columns[0], n * sizeof(double));
  memcpy(m->y, columns[1], n * sizeof(double));
  for (long i = 1; i < n; i++) m->lag[i] = m->t[i] - m->t[i - 1];
  for (int k = 0; k < 2; k++) m->cosine[k] = new_doubles(n), m->sine[k] = new_doubles(n), m->decay[k] = new_doubles(n);
  m->S = new_doubles(n * J * J), m->f = new_doubles(n * J), m->z = new_doubles(n), m->d = new_doubles(n);
  return m;
}

static void tabulate(struct celerite *m, int k, double c, double w) {
  double *restrict cosine = m->cosine[k], *restrict sine = m->sine[k], *restrict decay = m->decay[k];
  for (long i = 0; i < m->n; i++) cosine[i] = cos(w * m->t[i]);
  for (long i = 0; i < m->n; i++) sine[i] = sin(w * m->t[i]);
  for (long i = 0; i < m->n; i++) decay[i] = exp(-c * m->lag[i]);
}

static inline void loadings(const struct celerite *m, long i, const double *a, const double *b, double *u, double *v) {
  for (int k = 0; k < 2; k++) {
    double x = m->cosine[k][i], y = m->sine[k][i];
    u[2 * k] = a[k] * x + b[k] * y, u[2 * k + 1] = a[k] * y - b[k] * x;
    v[2 * k] = x, v[2 * k + 1] = y;
  }
}

EXPORTED double celerite_gradient(void *data, const double *q, double *g) {
  struct celerite *m = data;
  double sigma = exp(q[0]), period = exp(q[1]), Q0 = exp(q[2]), dQ = exp(q[3]), f = exp(q[4]), jitter = exp(q[5]);
  double Q[2] = {0.5 + Q0 + dQ, 0.5 + Q0}, R[2], a[2], b[2], c[2], w[2];
  for (int k = 0; k < 2; k++) {
    R[k] = sqrt(4 * Q[k] * Q[k] - 1);
    a[k] = sigma * sigma / (1 + f) * (k ? f : 1);
    b[k] = a[k] / R[k];
    w[k] = 2 * PI / period * (k + 1);
    c[k] = w[k] / R[k];
    tabulate(m, k, c[k], w[k]);
  }
  double M[J][J] = {{0}}, G[J] = {0}, A = jitter * jitter + a[0] + a[1], sum = 0;
  for (long i = 0; i < m->n; i++) {
    double u[J], v[J], p[J], W[J], d = A, z = m->y[i], *S = m->S + i * J * J, *F = m->f + i * J;
    loadings(m, i, a, b, u, v);
    for (int j = 0; j < J; j++) p[j] = m->decay[j / 2][i];
    for (int j = 0; j < J; j++) {
      double h = 0;
      for (int k = 0; k < J; k++) S[j * J + k] = p[j] * p[k] * M[j][k], h += S[j * J + k] * u[k];
      F[j] = p[j] * G[j];
      d -= u[j] * h, z -= u[j] * F[j];
      W[j] = v[j] - h;
    }
    double r = 1 / d;
    for (int j = 0; j < J; j++) {
      G[j] = F[j] + r * z * W[j];
      for (int k = 0; k < J; k++) M[j][k] = S[j * J + k] + r * W[j] * W[k];
    }
    m->z[i] = z, m->d[i] = d;
    sum += z * z * r;
  }
  for (long i = 0; i < m->n; i++) sum += log(m->d[i]);

  double dM[J][J] = {{0}}, dG[J] = {0}, da[2] = {0}, db[2] = {0}, dc[2] = {0}, dw[2] = {0}, dA = 0;
  for (long i = m->n - 1; i >= 0; i--) {
    double u[J], v[J], h[J], W[J], MW[J], dh[J], du[J], dv[J], dS[J][J], dF[J];
    double z = m->z[i], d = m->d[i], r = 1 / d, gW = 0, WMW = 0, *S = m->S + i * J * J, *F = m->f + i * J;
    loadings(m, i, a, b, u, v);
    for (int j = 0; j < J; j++) {
      h[j] = 0;
      for (int k = 0; k < J; k++) h[j] += S[j * J + k] * u[k];
      W[j] = r * (v[j] - h[j]);
    }
    for (int j = 0; j < J; j++) {
      MW[j] = 0;
      for (int k = 0; k < J; k++) MW[j] += dM[j][k] * W[k];
      WMW += MW[j] * W[j], gW += dG[j] * W[j];
    }
    double dz = gW - z * r, dd = -WMW - gW * z * r - 0.5 * (r - z * z * r * r);
    dA += dd;
    for (int j = 0; j < J; j++) {
      dv[j] = 2 * MW[j] + dG[j] * z * r;
      dh[j] = -dv[j] - dd * u[j];
      du[j] = -dd * h[j] - dz * F[j];
      dF[j] = dG[j] - dz * u[j];
    }
    for (int j = 0; j < J; j++)
      for (int k = 0; k < J; k++) {
        du[j] += S[j * J + k] * dh[k];
        dS[j][k] = dM[j][k] + 0.5 * (dh[j] * u[k] + u[j] * dh[k]);
      }
    for (int j = 0; j < J; j++) {
      double dp = dF[j] * F[j];
      for (int k = 0; k < J; k++) {
        dp += 2 * dS[j][k] * S[j * J + k];
        dM[j][k] = m->decay[j / 2][i] * m->decay[k / 2][i] * dS[j][k];
      }
      dc[j / 2] -= m->lag[i] * dp;
      dG[j] = m->decay[j / 2][i] * dF[j];
    }
    for (int k = 0; k < 2; k++) {
      double x = m->cosine[k][i], y = m->sine[k][i], e = du[2 * k], o = du[2 * k + 1];
      da[k] += e * x + o * y, db[k] += e * y - o * x;
      dw[k] += m->t[i] * (o * u[2 * k] - e * u[2 * k + 1] - dv[2 * k] * y + dv[2 * k + 1] * x);
    }
  }

  double ofQ[2], ofA[2];
  for (int k = 0; k < 2; k++) {
    da[k] += dA;
    ofQ[k] = -(c[k] * dc[k] + b[k] * db[k]) * 4 * Q[k] / (R[k] * R[k]);
    ofA[k] = a[k] * da[k] + b[k] * db[k];
  }
  g[0] = 2 * (ofA[0] + ofA[1]);
  g[1] = -(c[0] * dc[0] + w[0] * dw[0] + c[1] * dc[1] + w[1] * dw[1]);
  g[2] = Q0 * (ofQ[0] + ofQ[1]);
  g[3] = dQ * ofQ[0];
  g[4] = ofA[1] - f / (1 + f) * (ofA[0] + ofA[1]);
  g[5] = 2 * jitter * jitter * dA;
  double prior = 0;
  for (int k = 0; k < 6; k++) prior += normal(q[k], 0, 1, &g[k]);
  return prior - 0.5 * sum - m->n * HALF_LOG_TWO_PI;
}
