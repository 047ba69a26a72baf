import { CELLS } from './sliding-window';

/**
 * SlidingWindow in Redis, by the clock of Redis. KEYS[1]: a hash of counts by cell, of what is used and owed in all, and
 * of the cell of the last call. ARGV: the quota's max and window in milliseconds, the cost, and 1 if it is owed whether
 * or not there is room. Answers whether it is admitted (1 or 0), what is left, and milliseconds: until the whole quota is
 * free, or until there is room. A key goes by itself when nothing of it is used any more.
 */
export const takeScript = `
local key, cellCount = KEYS[1], ${CELLS}
local max, windowMs, cost, isOwed = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4] == '1'
local time = redis.call('TIME')
local nowMs = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
local now = math.floor(nowMs * cellCount / windowMs)
local state = redis.call('HMGET', key, 'used', 'owed', 'cell')
local used, owed = tonumber(state[1] or 0), tonumber(state[2] or 0)

local function inOrder()
  local order, counts = {}, {}
  local fields = redis.call('HGETALL', key)
  for i = 1, #fields, 2 do
    local cell = tonumber(fields[i])
    if cell then
      order[#order + 1] = cell
      counts[cell] = tonumber(fields[i + 1])
    end
  end
  table.sort(order)
  return order, counts
end

local function put(cell, count)
  if count > 0 then redis.call('HINCRBY', key, cell, count) end
  used = used + count
end

if used > 0 and tonumber(state[3]) ~= now then
  local order, counts = inOrder()
  local function free(cell, freeAt)
    local count = counts[cell]
    local taken = math.min(count, owed)
    redis.call('HDEL', key, cell)
    counts[cell] = nil
    used = used - count
    owed = owed - taken
    put(freeAt, taken)
    if taken > 0 then counts[freeAt] = (counts[freeAt] or 0) + taken end
    return taken
  end
  for _, cell in ipairs(order) do
    if cell > now then free(cell, now) end
  end
  order, counts = inOrder()
  local windows = 0
  if #order > 0 then
    windows = math.min(math.floor(owed / math.max(1, used)), math.floor((now - order[#order]) / cellCount))
  end
  if windows > 0 then
    owed = owed - windows * used
    for _, cell in ipairs(order) do redis.call('HDEL', key, cell) end
    for _, cell in ipairs(order) do redis.call('HSET', key, cell + windows * cellCount, counts[cell]) end
    order, counts = inOrder()
  end
  local i = 1
  while order[i] and order[i] <= now - cellCount do
    local cell = order[i]
    if free(cell, cell + cellCount) > 0 then order[#order + 1] = cell + cellCount end
    i = i + 1
  end
end

local isAdmitted = isOwed or (owed == 0 and used < max)
if isAdmitted then
  local fits = math.min(cost, math.max(0, max - used))
  put(now, fits)
  owed = owed + cost - fits
end
redis.call('HSET', key, 'used', used, 'owed', owed, 'cell', now)
local resetMs = windowMs * (1 + math.ceil(owed / max))
redis.call('PEXPIRE', key, resetMs + windowMs)
if isAdmitted then return { 1, owed > 0 and 0 or math.max(0, max - used), resetMs } end

local needed = owed + used - max + 1
local windows = math.ceil(needed / used)
local inLast = needed - (windows - 1) * used
for _, cell in ipairs((inOrder())) do
  inLast = inLast - tonumber(redis.call('HGET', key, cell))
  if inLast <= 0 then return { 0, 0, math.ceil((cell + windows * cellCount) * windowMs / cellCount - nowMs) } end
end
return redis.error_reply('what is used is in the cells')
`;
