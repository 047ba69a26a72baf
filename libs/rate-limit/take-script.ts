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
  for _, cell in ipairs(order) do
    local windows = cell > now and 1 or math.floor((now - cell) / cellCount)
    if windows > 0 then
      local count = counts[cell]
      redis.call('HDEL', key, cell)
      used = used - count
      local taken = math.min(count, math.max(0, owed - (windows - 1) * count))
      owed = math.max(0, owed - windows * count)
      put(cell > now and now or cell + windows * cellCount, taken)
    end
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
