"""The OpenID Connect client: patients, relatives and staff by a log-in from elsewhere (docs/decisions).

It knows neither the web framework nor the database. Time comes in as an argument, and every no is a
`LogInRefused` with a reason that holds nothing of a token.
"""
