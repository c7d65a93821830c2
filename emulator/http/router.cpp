#include "http/router.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "http/answers.h"

namespace emulator::http {
namespace {

std::vector<std::string> split_path(std::string_view path) {
    std::vector<std::string> segments;
    if (path.starts_with('/')) path.remove_prefix(1);
    while (true) {
        auto const slash = path.find('/');
        segments.emplace_back(path.substr(0, slash));
        if (slash == std::string_view::npos) return segments;
        path.remove_prefix(slash + 1);
    }
}

bool is_parameter(std::string_view segment) {
    return segment.starts_with('{') && segment.ends_with('}');
}

bool is_templated(std::vector<std::string> const& pattern) {
    return std::any_of(pattern.begin(), pattern.end(), is_parameter);
}

bool fits(std::vector<std::string> const& pattern, std::vector<std::string> const& segments) {
    return std::equal(pattern.begin(), pattern.end(), segments.begin(), segments.end(),
                      [](auto const& p, auto const& s) { return p == s || (is_parameter(p) && !s.empty()); });
}

void allow_any_origin(Response& response, Request const& request) {
    if (!request.headers.find("Origin")) return;
    response.headers.set("Access-Control-Allow-Origin", "*");
    response.headers.set("Access-Control-Expose-Headers", "WWW-Authenticate, Trace-Id");
}

Error unknown_path(Request const& request) {
    return {ErrorCode::not_found,
            "Requested resource not found",
            {"Every path of this product is listed at the Konsoll", request.path, "a path of this product",
             "Compare the path with the product's documentation; mind upper and lower case."}};
}

// Each method once, although two patterns may fit the same path.
std::string allowed(std::vector<Method> methods) {
    std::sort(methods.begin(), methods.end());
    methods.erase(std::unique(methods.begin(), methods.end()), methods.end());
    std::string list;
    for (auto const method : methods) {
        if (!list.empty()) list += ", ";
        list += method_name(method);
        if (method == Method::get) list += ", HEAD";
    }
    return list;
}

}  // namespace

Router::Router(std::string product, Dialect dialect, Log& log, Journal* journal)
    : product_(std::move(product)), dialect_(std::move(dialect)), log_(log), journal_(journal) {}

void Router::route(Method method, std::string path, Handler handler, Cors cors) {
    auto segments = split_path(path);
    routes_.push_back({method, std::move(path), std::move(segments), std::move(handler), cors});
}

namespace {
Task<Response> run_plain(PlainHandler const& handler, Request const& request) {
    co_return handler(request);
}
}  // namespace

void Router::route(Method method, std::string path, PlainHandler handler, Cors cors) {
    // The copy in the lambda lives as long as the router, so the coroutine may refer to it.
    Handler wrapped = [plain = std::move(handler)](Request const& request) {
        return run_plain(plain, request);
    };
    route(method, std::move(path), std::move(wrapped), cors);
}

Router::Match Router::match(Request& request) const {
    auto segments = split_path(request.path);
    Match found;
    auto const method = request.method == Method::head ? Method::get : request.method;
    for (int attempt = 0; attempt < 2 && found.same_path.empty(); ++attempt) {
        for (auto const& candidate : routes_) {
            if (fits(candidate.segments, segments)) found.same_path.push_back(&candidate);
        }
        // OpenAPI 3.1 4.8.8.2: a path that is written out wins over a templated one, for every method.
        auto const templated = [](Route const* route) { return is_templated(route->segments); };
        auto& same = found.same_path;
        if (!std::all_of(same.begin(), same.end(), templated)) std::erase_if(same, templated);
        bool const extra_slash = segments.size() > 1 && segments.back().empty();
        if (!extra_slash) break;
        segments.pop_back();
    }
    for (auto const* candidate : found.same_path) {
        if (candidate->method == method && !found.route) found.route = candidate;
    }
    if (found.route) {
        auto const given = split_path(request.path);
        for (std::size_t i = 0; i < found.route->segments.size(); ++i) {
            auto const& name = found.route->segments[i];
            if (is_parameter(name))
                request.path_parameters.emplace_back(name.substr(1, name.size() - 2), given[i]);
        }
    }
    return found;
}

Response Router::preflight(Request const& request, Match const& match) const {
    std::vector<Method> methods;
    bool open = false;
    for (auto const* route : match.same_path) {
        methods.push_back(route->method);
        open = open || route->cors == Cors::any_origin;
    }
    auto response = no_content();
    response.headers.set("Allow", allowed(methods) + ", OPTIONS");
    if (open && request.headers.find("Origin")) {
        allow_any_origin(response, request);
        response.headers.set("Access-Control-Allow-Methods", allowed(methods));
        response.headers.set("Access-Control-Allow-Headers", "Authorization, Content-Type, DPoP");
        response.headers.set("Access-Control-Max-Age", "600");
    }
    return response;
}

// A dialect that fails, as one does whose page is broken, must not take the refusal with it.
Response Router::shaped(Request const& request, Error const& error) const {
    try {
        return dialect_(request, error);
    } catch (std::exception const& fault) {
        log_.error(product_, "a refusal cannot be shown",
                   {{"request", request.path}, {"what", fault.what()}});
        return oauth_error(error);
    }
}

Response Router::refuse(Request const& request, Error error) const {
    if (journal_) error.trace_id = journal_->new_trace_id();
    auto response = traced(shaped(request, error), error.trace_id);
    auto asked = std::string(method_name(request.method)) + " " + request.path;
    static_cast<void>(
        note_refusal(log_, journal_, {{}, product_, std::move(asked), response.status, std::move(error)}));
    return response;
}

Task<Response> Router::answer(Request& request) const {
    auto const found = match(request);
    if (found.same_path.empty()) co_return refuse(request, unknown_path(request));
    if (request.method == Method::options) co_return preflight(request, found);
    if (!found.route) {
        std::vector<Method> methods;
        for (auto const* route : found.same_path)
            methods.push_back(route->method);
        auto response =
            refuse(request, {ErrorCode::method_not_allowed,
                             "Unsupported HTTP method",
                             {"This path takes only some methods", std::string(method_name(request.method)),
                              allowed(methods), "Use one of the methods that the Allow header names."}});
        response.headers.set("Allow", allowed(methods) + ", OPTIONS");
        co_return response;
    }
    Response response;
    std::optional<Error> refusal;
    try {
        response = co_await found.route->handler(request);
    } catch (Problem const& problem) {
        refusal = problem.error();
    } catch (std::exception const& fault) {
        log_.error(product_, "fault", {{"request", request.path}, {"what", fault.what()}});
        refusal = Error{ErrorCode::server_error,
                        "Failed to process request. See server logs for details.",
                        {"", fault.what(), "", "This is a fault of the emulator; please report it."}};
    }
    if (refusal) response = refuse(request, *refusal);
    if (found.route->cors == Cors::any_origin) allow_any_origin(response, request);
    co_return response;
}

void add_health_routes(Router& router) {
    // The listeners accept only after everything else is up, so whoever gets an answer gets a ready one.
    auto const up = [](Request const&) { return no_store(json_text(200, R"({"status":"UP"})")); };
    for (auto const* path : {"/isalive", "/isready", "/healthz"})
        router.route(Method::get, path, PlainHandler(up));
    auto const version = [product = router.product()](Request const&) {
        return no_store(
            json(200, {{"name", "digdir-emulator"}, {"product", product}, {"version", EMULATOR_VERSION}}));
    };
    router.route(Method::get, "/version", PlainHandler(version));
}

Dialect oauth_dialect() {
    return [](Request const&, Error const& error) { return oauth_error(error); };
}

}  // namespace emulator::http
