// The only place where the library asks the machine for the time.
#include <chrono>

#include "docket/clock.hpp"

namespace docket {

Instant SystemClock::now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

}  // namespace docket
