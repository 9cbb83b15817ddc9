// Must not compile: the numbers are gone before the first of them is read.
#include <vector>

#include "docket/result.hpp"

docket::Result<std::vector<int>> numbers() { return std::vector<int>{1, 2}; }

int main() {
  int sum = 0;
  for (const int each : *numbers()) sum += each;
  return sum;
}
