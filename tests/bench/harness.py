"""Starts servers, runs the load generators, reads from /proc what a server costs. Standard library only."""
import glob
import json
import os
import re
import signal
import socket
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CORES = len(os.sched_getaffinity(0))
TICKS = os.sysconf("SC_CLK_TCK")


class Failed(Exception):
    """A measurement that is worth nothing; the text says why."""


class Server:
    """A server process that was started here, and is ended by its own process id. A context manager."""

    def __init__(self, command, ready, log, limit=60):
        """Waits at most `limit` seconds for a line in which `ready` (a pattern) is found. All it says goes to `log`."""
        with open(log, "wb") as out, open(log, "rb") as said:
            start = time.monotonic()
            self.process = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
                                            start_new_session=True)
            self.pid, text = self.process.pid, b""
            while not (line := re.search(rb"^.*" + ready.encode() + rb".*\n", text, re.M)):
                if self.process.poll() is not None or time.monotonic() - start > limit:
                    self.stop()
                    raise Failed(f"{command[0]} did not get ready: {text.decode()[-500:].strip()}")
                time.sleep(0.0002)
                text += said.read()
            self.start_ms = (time.monotonic() - start) * 1000
        self.ready_line = line.group().decode().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def cpu_seconds(self):
        """Of the server and of the processes it started: a peer has one for each core."""
        ticks = 0
        for path in glob.glob("/proc/[0-9]*/stat"):
            try:
                with open(path) as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:  # it ended meanwhile
                continue
            if int(fields[2]) == self.pid:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS

    def memory_mb(self):
        """Resident, and of that anonymous (what is not a page of a file, such as a mapped database)."""
        with open(f"/proc/{self.pid}/status") as file:
            values = dict(re.findall(r"^(VmRSS|RssAnon):\s+(\d+) kB$", file.read(), re.M))
        return {"rss_mb": int(values["VmRSS"]) / 1024, "anonymous_mb": int(values["RssAnon"]) / 1024}


def busy_seconds():
    """CPU seconds that the whole machine has spent working."""
    with open("/proc/stat") as file:
        fields = [int(field) for field in file.readline().split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICKS


def watched(run, server=None):
    """Calls run() and adds to its result how many cores others used meanwhile and, where a server is named, the
    server's CPU time per request."""
    def used():
        times = os.times()
        return times.children_user + times.children_system, server.cpu_seconds() if server else 0.0

    start, busy, (children, cpu) = time.monotonic(), busy_seconds(), used()
    result = run()
    children, cpu = (now - before for now, before in zip(used(), (children, cpu)))
    result["others_cores"] = max(0.0, busy_seconds() - busy - children - cpu) / (time.monotonic() - start)
    if server:
        result["cpu_us"] = cpu / max(result["requests"], 1) * 1e6
    return result


def program(build, name, server=None, **options):
    """Runs a bench program and returns the JSON it prints, watched."""
    command = [f"{build}/bench_{name}"] + [text for key, value in options.items() for text in (f"--{key}", str(value))]

    def run():
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"{name}: {done.stderr.strip()}")
        result = json.loads(done.stdout or "{}")
        if result.get("failed"):
            raise Failed(f"{name}: {result['failed']} failed. {done.stderr.strip()}")
        return result

    return watched(run, server)


def wrk(server, port, path, connections, seconds, **options):
    """One run of wrk; `options` are those of fire.lua."""
    threads = min(CORES, connections)
    command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s", f"{HERE}/fire.lua",
               f"http://127.0.0.1:{port}{path}", "--", f"threads={threads}", f"header=Host: localhost:{port}"]
    for name, value in options.items():
        command += [f"{name}={one}" for one in (value if isinstance(value, list) else [value])]

    def run():
        done = subprocess.run(command, capture_output=True, text=True)
        line = re.search(r"^RESULT (.*)$", done.stdout, re.M)
        if not line:
            raise Failed(f"wrk: {done.stdout} {done.stderr}")
        return {"connections": connections, **json.loads(line.group(1))}

    result = watched(run, server)
    if result["failed"]:
        raise Failed(f"{path}: {result['failed']} of {result['requests']} requests were refused or lost")
    return result


def free_ports(count, first=14700):
    """`count` neighbouring ports below the range from which connections get theirs."""
    for base in range(first, 30000, count):
        try:
            for port in range(base, base + count):
                with socket.socket() as probe:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind(("127.0.0.1", port))
            return list(range(base, base + count))
        except OSError:
            continue
    raise Failed("no free ports")
