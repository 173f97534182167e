# Times KITE's Caliendo-Parro model on arrays written by many_sectors.py.
#   Rscript kite.R DIR DATA TOLERANCE ROUNDS
# DIR is a checkout of github.com/julianhinz/KITE (11c1e30, which takes 1/theta); DATA holds raw doubles and the two lengths.
given <- commandArgs(trailingOnly = TRUE)
source(file.path(given[1], "R", "helper_functions.R"))
source(file.path(given[1], "R", "model_caliendo_parro_2015.R"))
data <- given[2]
size <- scan(file.path(data, "size.txt"), quiet = TRUE)
n <- size[1]; s <- size[2]
countries <- sprintf("c%03d", 1:n); sectors <- sprintf("s%03d", 1:s)
taken <- function(name, dims, names) {
  array(readBin(file.path(data, paste0(name, ".bin")), "double", prod(dims)), dim = dims, dimnames = names)
}
trade <- list(origin = countries, destination = countries, sector = sectors)
input <- list(
  trade_share = taken("trade_share", c(n, n, s), trade),
  tariff = taken("tariff", c(n, n, s), trade),
  tariff_new = taken("tariff_new", c(n, n, s), trade),
  factor_share = taken("factor_share", c(s, n), list(sector = sectors, country = countries)),
  consumption_share = taken("consumption_share", c(s, n), list(sector = sectors, country = countries)),
  intermediate_share = taken("intermediate_share", c(s, s, n), list(input = sectors, output = sectors, country = countries)),
  trade_elasticity = taken("trade_elasticity", s, list(sector = sectors)),
  value_added = taken("value_added", n, list(country = countries)),
  trade_balance = taken("trade_balance", n, list(country = countries))
)
settings <- list(
  model_dimensions = list(country = countries, origin = countries, destination = countries, sector = sectors, input = sectors, output = sectors),
  max_iterations = 5000, tolerance = as.numeric(given[3]), vfactor = 0.1, verbose = 0L
)
best <- Inf
for (round in seq_len(as.integer(given[4]))) {
  started <- proc.time()[["elapsed"]]
  found <- caliendo_parro_2015(input, settings)
  best <- min(best, proc.time()[["elapsed"]] - started)
}
index <- exp(colSums(input$consumption_share * log(found$price_change)))
cat(sprintf("seconds %.3f\n", best))
cat("real_wage", sprintf("%.8f", found$wage_change / index), "\n")
