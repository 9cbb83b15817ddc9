// What is right: a Result that has a name is iterated, and the value of one that has none is taken.
#include <string>
#include <vector>

#include "docket/result.hpp"

docket::Result<std::vector<int>> numbers() { return std::vector<int>{1, 2}; }
docket::Result<int> number() { return 3; }

int main() {
  int sum = *number();
  const auto all = numbers();
  for (const int each : *all) sum += each;
  for (const int each : numbers().value()) sum += each;
  return sum;
}
