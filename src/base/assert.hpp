// DOCKET_ASSERT(condition): our own mistakes.  Aborts in Debug; in Release it does nothing, and the
// boundary of the library turns what follows into ErrorCode::internal where it can.
#pragma once

#ifdef NDEBUG
#define DOCKET_ASSERT(condition) ((void)sizeof(condition))
#else
namespace docket {
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);
}
#define DOCKET_ASSERT(condition) ((condition) ? (void)0 : ::docket::assertion_failed(#condition, __FILE__, __LINE__))
#endif
