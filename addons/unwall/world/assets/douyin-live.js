const room = 'room_id=7000000000000000001';

function add(list, text, url) {
  const row = document.createElement('p');
  const shown = document.createElement(url ? 'a' : 'span');
  shown.textContent = text;
  if (url) shown.href = url;
  row.append(shown);
  document.querySelector(list).append(row);
}

fetch(`/live/promotions/page/?aid=6383&${room}&author_id=100000000001&offset=0&limit=20`, {method: 'POST'})
  .then(reply => reply.json())
  .then(({promotions}) => promotions.forEach(
    each => add('#goods', `${each.title}　¥${each.min_price / 100}`, each.detail_url)));

fetch(`/webcast/room/comments/?aid=6383&${room}`)
  .then(reply => reply.json())
  .then(({data}) => data.comments.forEach(
    each => add('#comments', `${each.user.nickname}：${each.content}`, each.link)));
