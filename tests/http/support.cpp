#include "http/support.h"

#include "support/run.h"

namespace emulator::http {

Response answer(Router const& router, Request asked) {
    return test::run(router.answer(asked));
}

}  // namespace emulator::http
