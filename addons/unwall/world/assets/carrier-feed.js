fetch('/news/rss').then(reply => reply.arrayBuffer()).then(bytes => {
  const feed = new DOMParser().parseFromString(new TextDecoder('gbk').decode(bytes), 'application/xml');
  const link = document.createElement('a');
  Object.assign(link, {id: 'link', href: feed.querySelector('item link').textContent});
  link.textContent = feed.querySelector('item title').textContent;
  document.querySelector('#text').append(link);
});
