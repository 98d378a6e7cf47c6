data {
  array[9, 2] int edges;
  array[10] int y;
}
transformed data {
  matrix[10, 10] W = rep_matrix(0, 10, 10);
  for (e in 1:9) {
    W[edges[e, 1] + 1, edges[e, 2] + 1] = 1;
    W[edges[e, 2] + 1, edges[e, 1] + 1] = 1;
  }
  matrix[10, 10] D = diag_matrix(W * rep_vector(1, 10));
}
parameters {
  real<lower=0, upper=1> alpha;
  real<lower=0> tau;
  vector[10] phi;
}
model {
  alpha ~ beta(1, 1);
  tau ~ gamma(2, 2);
  phi ~ multi_normal_prec(rep_vector(0, 10), tau * (D - alpha * W));
  y ~ poisson_log(phi);
}
