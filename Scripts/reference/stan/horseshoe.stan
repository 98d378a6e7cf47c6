data {
  matrix[30, 20] x;
  vector[30] y;
}
parameters {
  real<lower=0> tau, slab, s;
  vector<lower=0>[20] lambda;
  vector[20] z;
}
model {
  tau ~ cauchy(0, 0.1) T[0, ];
  for (j in 1:20)
    lambda[j] ~ cauchy(0, 1) T[0, ];
  slab ~ inv_gamma(2, 2);
  z ~ std_normal();
  s ~ normal(0, 1) T[0, ];
  vector[20] shrunk = lambda .* sqrt(slab / (slab + square(tau) * square(lambda)));
  y ~ normal(x * (z * tau .* shrunk), s);
}
