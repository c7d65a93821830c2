// From method and path to a handler. One router per origin; its routes are written in one place, the mount()
// of the service. Filled before the first request, read-only afterwards: then safe from any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "base/task.h"
#include "http/journal.h"
#include "http/message.h"

namespace emulator::http {

// What the request refers to outlives the coroutine. It may throw Problem, and anything else is a fault of
// this program, answered as server_error.
using Handler = std::function<Task<Response>(Request const&)>;

// For handlers that wait for nothing.
using PlainHandler = std::function<Response(Request const&)>;

// How a product shapes a refusal.
using Dialect = std::function<Response(Request const&, Error const&)>;

// Which pages of other origins may read the answers (the CORS protocol of the Fetch standard).
enum class Cors { closed, any_origin };

class Router {
public:
    // With a journal every refusal gets a trace id, names it in Trace-Id and is kept.
    Router(std::string product, Dialect dialect, Log& log, Journal* journal = nullptr);

    // `path` is matched whole; a segment in braces, as "/clients/{client_id}", matches any one segment.
    // A path asked for with an extra slash at its end matches too. GET answers HEAD as well.
    void route(Method method, std::string path, Handler handler, Cors cors = Cors::closed);
    void route(Method method, std::string path, PlainHandler handler, Cors cors = Cors::closed);

    // Never throws: a refusal is answered in the product's dialect, 404 and 405 (with Allow) as well.
    // OPTIONS is answered by the router.
    Task<Response> answer(Request& request) const;

    std::string const& product() const { return product_; }
    // The product's answer to a refusal that came before any route.
    Response refuse(Request const& request, Error error) const;

private:
    struct Route {
        Method method;
        std::string path;
        std::vector<std::string> segments;
        Handler handler;
        Cors cors;
    };
    struct Match {
        Route const* route = nullptr;         // where path and method fit
        std::vector<Route const*> same_path;  // every route of that path
    };
    Match match(Request& request) const;
    Response preflight(Request const& request, Match const& match) const;
    Response shaped(Request const& request, Error const& error) const;

    std::string product_;
    Dialect dialect_;
    Log& log_;
    Journal* journal_;
    std::vector<Route> routes_;
};

// Adds /isalive, /isready, /healthz and /version, which every origin answers.
void add_health_routes(Router& router);

// A dialect of plain OAuth errors: JSON, or a page where the caller is a browser and `page` is given.
Dialect oauth_dialect();

}  // namespace emulator::http
