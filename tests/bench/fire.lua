-- A wrk script that sends the lines of a file as request bodies, or plain GETs, and prints one line
-- "RESULT {json}" at the end.
--   wrk -tN … -s fire.lua URL -- threads=N [bodies=FILE] [loop=1] [type=MEDIA-TYPE] [header="Name: value"]…
-- Thread i of N sends the lines that start in its N-th part of the file, each once, or again and again with
-- loop=1. A thread that has no more stops; when all have, the rate is counted up to that moment.
local ffi = require("ffi")
ffi.cdef [[ typedef struct { long s; long ns; } fire_ts; int clock_gettime(int, fire_ts *); ]]
local time_buffer = ffi.new("fire_ts")
local function now()
  ffi.C.clock_gettime(1, time_buffer)
  return tonumber(time_buffer.s) + tonumber(time_buffer.ns) / 1e9
end

local threads = {}
function setup(thread)
  thread:set("id", #threads)
  table.insert(threads, thread)
end

-- Globals, as done() reads them from another Lua state.
sent, first_sent, ran_out = 0, 0, 0
local options, file, first, last, position, plain = {}

local function read_options(args)
  for _, argument in ipairs(args) do
    local name, value = argument:match("^(%w+)=(.*)$")
    if name == "header" then
      local header, text = value:match("^([^:]+):%s*(.*)$")
      wrk.headers[header] = text
    elseif name then
      options[name] = value
    end
  end
end

local function open_part()
  file = assert(io.open(options.bodies, "rb"))
  file:setvbuf("full", 1048576)
  local size, n = file:seek("end"), tonumber(options.threads)
  first, last = math.floor(size * id / n), math.floor(size * (id + 1) / n)
  file:seek("set", math.max(first - 1, 0))
  if first > 0 then file:read("*l") end
  first = file:seek()
  position = first
end

function init(args)
  read_options(args)
  if options.bodies then
    wrk.method = "POST"
    wrk.headers["Content-Type"] = options.type or "application/x-www-form-urlencoded"
    open_part()
  end
  plain = wrk.format()
end

local function next_line()
  if position >= last then
    if options.loop ~= "1" then return nil end
    file:seek("set", first)
    position = first
  end
  local line = file:read("*l")
  if line then position = position + #line + 1 end
  return line
end

function request()
  if not file then return plain end
  if sent == 1 then first_sent = now() end -- wrk asks for one request before it starts
  local line = next_line()
  if not line then
    if ran_out == 0 then ran_out = now() end
    wrk.thread:stop()
    return ""
  end
  sent = sent + 1
  return wrk.format(nil, nil, nil, line)
end

function done(summary, latency)
  local seconds, start, stop, all_out = summary.duration / 1e6, math.huge, 0, true
  for _, thread in ipairs(threads) do
    if thread:get("first_sent") > 0 then start = math.min(start, thread:get("first_sent")) end
    stop = math.max(stop, thread:get("ran_out"))
    all_out = all_out and thread:get("ran_out") > 0
  end
  if all_out then seconds = stop - start end
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"rps":%.1f,"p50_us":%d,"p99_us":%d,"failed":%d,"ran_out":%s}\n',
    summary.requests, summary.requests / seconds, latency:percentile(50), latency:percentile(99),
    errors.status + errors.connect + errors.read + errors.write + errors.timeout, tostring(all_out)))
end
