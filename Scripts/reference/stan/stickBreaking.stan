data {
  array[40] real y;
}
parameters {
  real<lower=0> alpha;
  simplex[10] w;
  vector[10] mu;
}
model {
  alpha ~ gamma(1, 1);
  real rest = 1;
  for (k in 1:9) {  // w[k] = beta[k] times what is left
    w[k] / rest ~ beta(1, alpha);
    target += -log(rest);
    rest -= w[k];
  }
  mu ~ normal(0, 3);
  for (i in 1:40) {
    vector[10] terms = log(w);
    for (k in 1:10)
      terms[k] += normal_lpdf(y[i] | mu[k], 1);
    target += log_sum_exp(terms);
  }
}
