data {
  array[40] real y;
}
parameters {
  simplex[3] w;
  ordered[3] mu;
  vector<lower=0>[3] s;
}
model {
  w ~ dirichlet([1, 1, 1]');
  mu ~ normal(0, 5);
  for (k in 1:3)
    s[k] ~ normal(0, 1) T[0, ];
  for (i in 1:40) {
    vector[3] terms = log(w);
    for (k in 1:3)
      terms[k] += normal_lpdf(y[i] | mu[k], s[k]);
    target += log_sum_exp(terms);
  }
}
