-- Reads a page, and with it all that is needed to judge what lies between a cursor and its first entry.
--
-- KEYS 1 the stream, 2 the marker (see emit.lua; optional)
-- ARGV 1 'forward' or 'backward', 2 cursor or '', 3 from (ms) or '', 4 limit, 5 bytes, 6 how many entries are shown,
--      7 and on: what came before the cursor in its log, the newest first
-- Returns the time, marker, newest id of the stream, how many entries it has had in all and has now, the newest entry that
-- is kept but not shown, whether the cursor is an entry, the common id, whether the end is reached, whether the key holds
-- something else, and the entries. What is not there, or was not needed, is nil or 0.
--
-- Every entry that a command returns is copied, and entries may be large: a command is only called for what is still open.

local stream, forward, cursor, limit = KEYS[1], ARGV[1] == 'forward', ARGV[2], tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local marker = KEYS[2] and redis.pcall('GET', KEYS[2]) or false
if type(marker) == 'table' then
  if not string.find(marker.err, 'WRONGTYPE', 1, true) then
    return marker
  end
  marker = false -- somebody else has put a key of another type there
end
local head = marker and string.match(marker, '^(%d+%-%d+) %d+%-%d+$')
head = head and not far(marker) and head
marker = head and marker -- or somebody else has written over it
local newest, added, length = false, 0, 0
local hidden, member, common, ended, foreign = false, 0, false, 1, 0
local entries = {}

local function reply()
  return {string.format('%.0f', now), marker, newest, added, length, hidden, member, common, ended, foreign, entries}
end

-- Asks for what a stream says of itself, which copies two entries; returns an error if there is one.
local function inform()
  local info = redis.pcall('XINFO', 'STREAM', stream)
  if info.err then
    if string.find(info.err, 'WRONGTYPE', 1, true) then
      foreign = 1
    elseif not string.find(info.err, 'no such key', 1, true) then
      return info
    end
    return nil
  end
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      newest = info[i + 1]
    elseif info[i] == 'entries-added' then
      added = info[i + 1]
    end
  end
  return nil
end

local function later(a, b)
  local aMajor, aMinor = string.match(a, '^(%d+)-(%d+)$')
  local bMajor, bMinor = string.match(b, '^(%d+)-(%d+)$')
  aMajor, bMajor = tonumber(aMajor), tonumber(bMajor)
  return aMajor > bMajor or (aMajor == bMajor and tonumber(aMinor) > tonumber(bMinor))
end

local function previous(entry)
  for i = 1, #entry[2], 2 do
    if entry[2][i] == 'prev' then
      return entry[2][i + 1]
    end
  end
  return nil
end

-- What fields count of a page's bytes: the data, and all that no message has.
local function weight(fields)
  local sum = 0
  for i = 1, #fields, 2 do
    local name, value = fields[i], fields[i + 1]
    if #value > 1024 or (name ~= 'event' and name ~= 'prev' and name ~= 'channel') then
      sum = sum + #value
    end
    if #name > 1024 then
      sum = sum + #name
    end
  end
  return sum
end

if limit == 0 then
  return not marker and inform() or reply()
end
local kept = redis.pcall('XLEN', stream)
if type(kept) == 'table' then
  foreign = 1
  return string.find(kept.err, 'WRONGTYPE', 1, true) and reply() or kept
end
length = kept

local shown = tonumber(ARGV[6])
if length > shown then
  local surplus = length - shown
  local edge
  if surplus <= shown then
    edge = redis.call('XRANGE', stream, '-', '+', 'COUNT', surplus)
  else
    edge = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', shown + 1)
  end
  hidden = edge[#edge][1]
end

local oldest = hidden and '(' .. hidden or '-'
local at, range
if forward then
  at = oldest
  if cursor ~= '' then
    if not hidden or later(cursor, hidden) then
      at = '(' .. cursor
    end
  elseif ARGV[3] ~= '' and (not hidden or later(ARGV[3] .. '-0', hidden)) then
    at = ARGV[3]
  end
  range = function(count)
    return redis.call('XRANGE', stream, at, '+', 'COUNT', count)
  end
else
  at = cursor ~= '' and '(' .. cursor or '+'
  range = function(count)
    return redis.call('XREVRANGE', stream, at, oldest, 'COUNT', count)
  end
end

-- As many at once as seem to fit.
local bytes, most, full = 0, tonumber(ARGV[5]), false
local count = 1
repeat
  count = math.min(limit - #entries, count)
  local chunk = range(count)
  local asked = count
  for _, entry in ipairs(chunk) do
    local size = weight(entry[2])
    if size > 65 * 1024 * 1024 then
      entry[2], size = {}, 0 -- somebody else's: data has 64 MiB at most, and the reader may not have memory for more
    end
    entries[#entries + 1] = entry
    bytes = bytes + size
    if bytes >= most then
      full = true
      break
    end
  end
  if #chunk > 0 then
    at = '(' .. entries[#entries][1]
    count = math.min(128, math.ceil((most - bytes) * #entries / math.max(1, bytes)))
  end
until full or #entries >= limit or #chunk < asked
if full or #entries >= limit then
  if forward and head then
    ended = entries[#entries][1] == head and 1 or 0
  else
    ended = #range(1) == 0 and 1 or 0
  end
end

if forward and cursor ~= '' and marker then
  -- Most often the first entry names the cursor as the one before it, or the cursor is the newest.
  local follows = entries[1] and previous(entries[1]) or (not entries[1] and head) or ''
  if follows == cursor then
    return reply()
  end
end
if not marker or (forward and cursor ~= '') then
  local refused = inform()
  if refused then
    return refused
  end
end
if forward and cursor ~= '' then
  member = #redis.call('XRANGE', stream, cursor, cursor)
  local i = 7
  while member == 0 and ARGV[i] and not common do
    common = #redis.call('XRANGE', stream, ARGV[i], ARGV[i]) > 0 and ARGV[i]
    i = i + 1
  end
end
return reply()
